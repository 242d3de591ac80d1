/**
 * @file `papers`: the command line. Results go to stdout, everything said about them to stderr.
 *
 * Exit codes: 0 done, 1 failed, 2 used wrongly, 130 stopped by Ctrl-C.
 */
import { Command, CommanderError } from "commander";
import { info } from "./commands/info.ts";
import { list } from "./commands/ls.ts";
import { create } from "./commands/new.ts";
import { run } from "./commands/run.ts";
import { schema } from "./commands/schema.ts";
import { serve } from "./commands/serve.ts";
import { verify } from "./commands/verify.ts";
import { addPaperCommands } from "./paper-commands.ts";
import { reportFailure } from "./problems.ts";

const program = new Command("papers")
  .description("Papers that can be run: their claims, experiments, runs and verdicts.")
  .showHelpAfterError(false)
  .configureOutput({
    outputError: (text, write) =>
      write(
        `${text
          .replace(/^error: /, "papers: ")
          .trim()
          .replaceAll("\n", " ")}\n`,
      ),
  })
  .exitOverride();

// Commands that open the database load it when they are called: the others start without.
const json = ["--json", "print one JSON document on stdout and nothing else"] as const;

program
  .command("ls")
  .description("list the papers and how their claims stand")
  .option(...json)
  .action(list);

program
  .command("info <paper>")
  .description("show a paper's claims with their verdicts, and its experiments")
  .option(...json)
  .action(info);

program
  .command("run <paper[/experiment]>")
  .description("run one experiment of a paper, or all of them")
  .option(
    "--preset <name>",
    "quick (seconds to a minute or two) or full (the scale at which claims are judged)",
    "quick",
  )
  .option("--seed <n>", "seed of the first run", "1")
  .option("--seeds <n>", "how many seeds to run, counting up from --seed", "1")
  .option("--set <name=value>", "change a parameter of the preset; repeat for several", collect, [])
  .option("--out <folder>", "write each run to <folder>/<run id>.json")
  .option(
    "--record",
    "write each run to the paper's own results, where verdicts rest on it; one that is there is not measured again",
  )
  .option("--svg <file>", "write the figures; of several runs, with their names before .svg")
  .option("--open", "show the figures")
  .option("--fresh", "start anew instead of going on from a checkpoint, and measure again what is recorded")
  .option(...json)
  .addHelpText("after", "\nExample: papers run l-mul --preset quick --json")
  .action(run);

program
  .command("verify [paper]")
  .description("recompute every verdict from the recorded runs; fails when one of them cannot be relied on")
  .option("--rerun", "also run every recorded run again, which must measure the same (timings apart)")
  .option(...json)
  .action(verify);

program
  .command("serve")
  .description("start the site")
  .option("--port <n>", "port to listen on")
  .option("--host <address>", "address to listen on")
  .action(serve);

program
  .command("ingest")
  .description("take papers into the site's database and build the search index")
  .option(
    "--from <source...>",
    "files of JSON Lines (.jsonl, .jsonl.gz) or BibTeX (.bib), or a service: arxiv, oai, huggingface",
    [],
  )
  .option("--listings <file...>", 'files of dated lists: {"2026-09-10": ["2609.00001", …]}', [])
  .option("--list <name>", "the list that --listings are of", "curated")
  .option("--categories <list>", "for arxiv: cs.LG,stat.ML")
  .option("--ids <list>", "for arxiv: these papers only")
  .option("--set <name>", "for oai: the set, like cs or physics:hep-th")
  .option("--since <day>", "for services: the first day; arxiv without it takes today's announcements")
  .option("--until <day>", "for services: the last day; today without it")
  .option("--contact <text>", "who asks, for services: an address or mail (default: CONTACT)")
  .option("--no-index", "do not build the search index")
  .option("--rejected <n>", "how many records that were left out to name", "20")
  .option(...json)
  .addHelpText("after", "\nExample: papers ingest --from papers.jsonl.gz --listings days.json")
  .action(async (options) => (await import("./commands/ingest.ts")).ingest(options));

const db = program.command("db").description("the site as one file, and from one database to another");
db.command("dump <file>")
  .description(
    "write everything into a file that either kind of database restores; - for the standard output",
  )
  .option("--without-index", "leave out the search index, which can be built again")
  .action(async (file, options) => (await import("./commands/db.ts")).dump(file, options));
db.command("restore <file>")
  .description("read a dump into an empty database")
  .action(async (file) => (await import("./commands/db.ts")).restore(file));
db.command("migrate <address>")
  .description("copy the site to another database: a new folder, or postgres://…")
  .action(async (address) => (await import("./commands/db.ts")).migrate(address));

program
  .command("export <folder>")
  .description("write the whole site as files for any static host: pages, feeds, search, runs in the page")
  .option("--origin <address>", "the address of the host, which feeds name", "http://localhost:8000")
  .option("--base <path>", "the folder on the host", "/")
  .addHelpText("after", "\nExample: papers export public --origin https://example.org --base /papers/")
  .action(async (folder, options) => (await import("./commands/export.ts")).exportSite(folder, options));

program
  .command("work")
  .description("take jobs from the site's queue: ingestion and readers' runs (needs DATABASE_URL)")
  .action(async () => (await import("./commands/work.ts")).work());

program
  .command("mail")
  .description("mail that comes back")
  .command("receive <address>")
  .description("take in a message on standard input: for the pipe of a mail server (see docs/hosting.md)")
  .action(async (address) => (await import("./commands/mail.ts")).receive(address));

program
  .command("editor")
  .description("print a link that makes whoever opens it the site's first editor")
  .option("--origin <address>", "the address of the site (default: ORIGIN, or this machine)")
  .action(async (options) => (await import("./commands/editor.ts")).editor(options));

const arithmetic = program.command("arithmetic").description("run ONNX models under other arithmetics");
arithmetic
  .command("run <model.onnx>")
  .description("run a model, and say how far its nodes and outputs are from those under another arithmetic")
  .requiredOption("--input <[name=]file.npy>", "an input; by its name where there are several", collect, [])
  .option("--use <pattern=arithmetic>", "an arithmetic for a class of nodes; repeat for several", collect, [])
  .option("--compare <arithmetic>", "what to compare with", "float32")
  .option("--threads <n>", "threads for large matrix products")
  .option(...json)
  .addHelpText(
    "after",
    "\nClasses: attention (attention.scores, attention.values), linear, conv, matmul, elementwise, default; or a node's name; * stands for anything." +
      "\nArithmetics: float32, lmul:4, lmul:4:formula, e4m3, e5m2, bfloat16, other eXmY, e4m3:scaled, int8, int16; +format rounds partial sums." +
      "\nExample: papers arithmetic run model.onnx --input x.npy --use 'attention=lmul:4' --use 'linear=e4m3+e4m3'",
  )
  .action(async (model, options) => (await import("./commands/arithmetic.ts")).run(model, options));
arithmetic
  .command("operators")
  .description("list the ONNX operators that such models may use")
  .action(async () => (await import("./commands/arithmetic.ts")).operators());

program.command("new <slug>").description("write the folder of a new paper").action(create);

program
  .command("schema [paper/experiment]")
  .description("print the JSON Schemas of records and runs, or of an experiment's parameters")
  .action(schema);

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

try {
  await addPaperCommands(program, process.argv[2]);
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what was wrong; asking for help is not an error.
    process.exitCode = error.exitCode === 0 || error.code === "commander.help" ? 0 : 2;
  } else {
    reportFailure(error);
  }
}
