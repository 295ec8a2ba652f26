// What one server was asked and what it did, since it started.

export interface ServerStats {
  /** `POST /apis/{slug}/execute` to number of requests, disturbed ones too. */
  readonly requests: Readonly<Record<string, number>>;
  /** Status to number of answers. */
  readonly answers: Readonly<Record<string, number>>;
  /** Rows of APISmith or records of ScheduleHub that left the server. */
  readonly rows_served: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

export interface StatsCounter {
  request(route: string): void;
  answer(status: number): void;
  add(counts: Partial<Pick<ServerStats, 'rows_served' | 'inserted' | 'updated' | 'deleted'>>): void;
  read(): ServerStats;
}

export function createStats(): StatsCounter {
  const requests: Record<string, number> = {};
  const answers: Record<string, number> = {};
  const sums = { rows_served: 0, inserted: 0, updated: 0, deleted: 0 };
  return {
    request: (route) => {
      requests[route] = (requests[route] ?? 0) + 1;
    },
    answer: (status) => {
      answers[status] = (answers[status] ?? 0) + 1;
    },
    add: (counts) => {
      sums.rows_served += counts.rows_served ?? 0;
      sums.inserted += counts.inserted ?? 0;
      sums.updated += counts.updated ?? 0;
      sums.deleted += counts.deleted ?? 0;
    },
    read: () => ({ requests: { ...requests }, answers: { ...answers }, ...sums }),
  };
}
