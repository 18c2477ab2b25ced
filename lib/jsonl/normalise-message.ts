const quoted =
  /(\b(?:invalid|type for|parameter|argument|property|field):? )?(?<![\w'"`])(['"`])(.{1,300}?)\2(?!\w)/giu;
const parameterName = /^[a-z_<][\w.[\]<>-]{0,80}$/iu;

/** In this order, since a URL holds ids and an id holds digits. */
const placeholders: readonly (readonly [RegExp, string])[] = [
  [/\bhttps?:\/\/[^\s"'`<>)\]]+/giu, '<url>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/giu, '<id>'],
  // Provider ids such as req_0a1b… and org-AbCd…: a short word, then something with a digit or capital in it.
  [/\b[a-z]{2,12}[-_](?=[a-z_]{0,40}[\dA-Z])[\w-]{8,}/gu, '<id>'],
  [/\b0x[0-9a-f]+\b|\b(?=[a-f]{0,64}\d)(?=\d{0,64}[a-f])[0-9a-f]{8,}\b/giu, '<id>'],
  [/\d+(?:[.,]\d+)*/gu, '<n>'],
];

/**
 * Takes out of a provider's message what differs from request to request, so that failures of one cause get
 * the same text: URLs, ids, hex, numbers and quoted values become `<url>`, `<id>`, `<n>` and `<value>`. The
 * parameter in "Invalid 'max_tokens'" stays, for it is the cause.
 */
export function normaliseMessage(message: string): string {
  const unquoted = message.replaceAll(quoted, keepParameterName);
  return placeholders.reduce((text, [pattern, placeholder]) => text.replaceAll(pattern, placeholder), unquoted);
}

function keepParameterName(whole: string, lead: string | undefined, _quote: string, value: string): string {
  if (lead === undefined) return '<value>';
  return parameterName.test(value) ? whole : `${lead}<value>`;
}
