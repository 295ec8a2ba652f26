// Problems of entity and mapping files as sentences: where, what, what to do.

import type { EntityProblem } from '../../operations/check-entity-file.ts';

function describeProblem({ path, message, hint }: EntityProblem): string {
  return `${path === '' ? '' : `${path}: `}${message}. ${hint}`;
}

/** One line that names the file and its problems. */
export function describeProblems(file: string, problems: readonly EntityProblem[]): string {
  const [first, ...rest] = problems;
  if (first === undefined) return `${file} is sound.`;
  return [`${file}: ${describeProblem(first)}`, ...rest.map((problem) => `  also ${describeProblem(problem)}`)].join(
    '\n',
  );
}
