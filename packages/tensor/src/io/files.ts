/** ONNX models on the disk, with the weights that stand in files beside them. Node only. */
import { readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, resolve, sep } from "node:path";
import type { FileReader } from "../onnx/tensor.ts";
import { importOnnx, type ImportOptions, type OnnxModel } from "./import.ts";

/**
 * Reads files in the folder of a model and below it. A model is hostile: a location that leads out of the folder, by its own words or by a link, is
 * refused.
 */
export function filesBeside(modelPath: string): FileReader {
  const folder = realpathSync(dirname(resolve(modelPath)));
  return (location) => {
    const refuse = (why: string): never => {
      throw new Error(`the model refers to the file ${JSON.stringify(location)}, ${why}`);
    };
    if (location === "" || isAbsolute(location)) refuse("which is not a place beside the model");
    let real: string;
    try {
      real = realpathSync(resolve(folder, location));
    } catch {
      return refuse(`which is not in ${folder}`);
    }
    if (!real.startsWith(folder + sep)) refuse("which is outside the model's folder");
    return readFileSync(real);
  };
}

/** The model in a file: `importOnnx` of its bytes, with the files beside it. */
export const openOnnx = (path: string, options: Omit<ImportOptions, "files"> = {}): OnnxModel =>
  importOnnx(readFileSync(path), { ...options, files: filesBeside(path) });
