/**
 * @file `papers`: the command line. Results go to stdout, everything said about them to stderr.
 *
 * Exit codes: 0 done, 1 failed, 2 used wrongly, 130 stopped by Ctrl-C.
 */
import { Command, CommanderError } from "commander";
import { UsageError } from "@working-papers/lab";
import { info } from "./commands/info.ts";
import { list } from "./commands/ls.ts";
import { create } from "./commands/new.ts";
import { run } from "./commands/run.ts";
import { schema } from "./commands/schema.ts";
import { serve } from "./commands/serve.ts";
import { verify } from "./commands/verify.ts";
import { addPaperCommands } from "./paper-commands.ts";

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
  .option("--record", "write each run to the paper's own results, where verdicts rest on it")
  .option("--svg <file>", "write the figures")
  .option("--open", "show the figures")
  .option("--fresh", "start anew instead of going on from a checkpoint")
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
    console.error(`papers: ${(error as Error).message}`);
    process.exitCode = error instanceof UsageError || (error as Error).name === "UsageError" ? 2 : 1;
  }
}
