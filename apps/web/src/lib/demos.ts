/** @file Live demos, found by their place: `papers/<slug>/demo.svelte`. Their contract stands in README.md. */
import type { Component } from "svelte";
import type { Changes, Query } from "./address.svelte.ts";

export interface DemoProps {
  query: Query;
  setQuery: (changes: Changes) => void;
}

type Demo = Component<DemoProps>;

const demos = import.meta.glob<{ default: Demo }>("../../../../papers/*/demo.svelte");

export async function findDemo(slug: string): Promise<Demo | undefined> {
  const load = demos[`../../../../papers/${slug}/demo.svelte`];
  return load && (await load()).default;
}
