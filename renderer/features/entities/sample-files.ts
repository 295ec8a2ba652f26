// The files a sample can come from, as a file dialog takes them.

export const SAMPLE_FILES = '.csv,.tsv,.txt,.xlsx,.json';
