/** @file The terminal: colours where they are wanted, and a progress bar on stderr. */
import { styleText } from "node:util";
import type { Progress, VerdictName } from "@working-papers/lab";

type Style = Parameters<typeof styleText>[0];

/** Text in a style, when `stream` is a terminal that shows styles (NO_COLOR and pipes get plain text). */
export function styled(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}

const verdictMarks: Record<VerdictName, { mark: string; style: Style }> = {
  reproduced: { mark: "✓", style: "green" },
  partly: { mark: "~", style: "yellow" },
  "not reproduced": { mark: "✗", style: "red" },
  "not tested": { mark: "·", style: "dim" },
};

/** «✓ reproduced», coloured where the terminal shows colours. */
export function verdictLabel(verdict: VerdictName): string {
  const { mark, style } = verdictMarks[verdict];
  return styled(style, `${mark} ${verdict}`);
}

/** «4 s», «2 min 05 s», «1 h 20 min». */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (seconds < 10) return `${seconds < 1 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

/** A bar that redraws its line on a terminal, and stays silent elsewhere. */
export function progressBar(label: string, stream: NodeJS.WriteStream = process.stderr) {
  const width = 24;
  return {
    update({ fraction, note, remainingSeconds }: Progress): void {
      if (!stream.isTTY) return;
      const filled = Math.round(fraction * width);
      const bar = "█".repeat(filled) + "░".repeat(width - filled);
      const left = remainingSeconds === undefined ? "" : `  ${duration(remainingSeconds)} left`;
      const line = `${label}  ${bar} ${String(Math.floor(fraction * 100)).padStart(3)} %${left}${note ? `  ${note}` : ""}`;
      stream.write(`\r\x1b[2K${line.slice(0, Math.max(20, stream.columns - 1))}`);
    },
    clear(): void {
      if (stream.isTTY) stream.write("\r\x1b[2K");
    },
  };
}
