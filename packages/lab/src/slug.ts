/** @file Names of papers and experiments, which are names of folders and files and stand in addresses. */
import { z } from "zod";

export const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case words joined by hyphens");
