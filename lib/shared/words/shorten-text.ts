/** Long enough to be data and not a word. */
const dataUri = /data:([\w.+-]+\/[\w.+-]+)?((?:;[\w.+-]+(?:=[\w.+-]+)?)*),[^\s"'<>)\]}]{100,}/g;

/**
 * A text of at most `maxLength` UTF-16 units that keeps its head and its tail, as the point of a provider's
 * message may stand at either end. Data URIs become `data:image/png;base64,… (160,000 characters)`.
 */
export function shortenText(text: string, maxLength: number): string {
  const short = text.replaceAll(dataUri, (uri) => {
    const head = uri.slice(0, uri.indexOf(',') + 1);
    return `${head}… (${(uri.length - head.length).toLocaleString('en')} characters)`;
  });
  if (short.length <= maxLength) return short.toWellFormed();
  const headLength = Math.ceil((maxLength - 3) * 0.6);
  const tailLength = maxLength - 3 - headLength;
  const head = dropHalf(short.slice(0, headLength), /[\ud800-\udbff]$/);
  const tail = dropHalf(short.slice(short.length - tailLength), /^[\udc00-\udfff]/);
  return `${head} … ${tail}`.toWellFormed();
}

function dropHalf(text: string, half: RegExp): string {
  return text.replace(half, '');
}
