// What a day came to: its worst run decides. Pure.

export interface DayCounts {
  readonly completed: number;
  readonly completed_with_failures: number;
  readonly cancelled: number;
  readonly failed: number;
}
export type DayOutcome = 'none' | keyof DayCounts;

export function worstOf(day: DayCounts): DayOutcome {
  const worstFirst = ['failed', 'completed_with_failures', 'cancelled', 'completed'] as const;
  return worstFirst.find((outcome) => day[outcome] > 0) ?? 'none';
}
