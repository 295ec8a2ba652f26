// A file to the operator's downloads, as the browser and the desktop app both do it.

/** The address of the file is let go once the download has had time to begin. */
const KEPT_MS = 60_000;

export function saveFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
