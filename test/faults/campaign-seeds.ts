// Which seeds a campaign runs with: few by default, `SYNCFLOW_FAULT_SEEDS=n` of them for a long look.

/** The first seeds of a campaign: `standard` of them, or as many as the environment asks for. */
export function campaignSeeds(standard: number): readonly number[] {
  const asked = Number(process.env['SYNCFLOW_FAULT_SEEDS'] ?? standard);
  const count = Number.isInteger(asked) && asked > 0 ? asked : standard;
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Figures of a campaign, for whoever reads the suite's output. */
export function printFigures(campaign: string, figures: Readonly<Record<string, string | number>>): void {
  const words = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`);
  process.stdout.write(`${campaign}: ${words.join(', ')}\n`);
}
