/** `batch_691d…e04c1f`: what is too long loses its middle, since beginning and end tell ids apart. */
export function cutMiddle(text: string, maxLength: number, endLength = Math.floor(maxLength / 2)): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - endLength)}…${text.slice(-endLength)}`;
}
