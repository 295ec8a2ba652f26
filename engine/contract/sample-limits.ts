// How much of a sample travels: what both sides of the contract count on.

/** Largest sample file. */
export const MAX_SAMPLE_BYTES = 32 * 1024 * 1024;
/** Rows of a sample that come back for the editor. */
export const MAX_SAMPLE_ROWS = 200;
/** Rows of one preview. */
export const MAX_PREVIEW_ROWS = 20;
