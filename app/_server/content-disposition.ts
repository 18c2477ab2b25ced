const maxNameLength = 150;

/** Device names that Windows keeps for itself, whatever ending follows. */
const reservedNames = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/iu;

/**
 * The header that makes a browser save a response under `fileName` instead of showing it (RFC 6266). Letters of
 * all scripts are kept by its `filename*` (RFC 8187); control characters, path separators, characters that Windows
 * refuses and those that turn the direction of writing are not.
 */
export function attachment(fileName: string): string {
  const name = safeName(fileName);
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .replaceAll('%', '_')
    .trim();
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain === '' || /^[-.]/u.test(plain) ? `download${plain}` : plain}"; filename*=UTF-8''${encoded}`;
}

function safeName(fileName: string): string {
  const cleaned = fileName
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replaceAll(/["*/:<>?\\|]/g, '_')
    .replace(reservedNames, '_$1')
    .replace(/^[.\s]+/u, '')
    .replace(/[.\s]+$/u, '');
  return cleaned === '' ? 'download' : shorten(cleaned);
}

/** Keeps the ending, by which the file is opened later. */
function shorten(name: string): string {
  if (name.length <= maxNameLength) return name;
  const ending = /(\.[\p{L}\p{N}]{1,10}){1,2}$/u.exec(name)?.[0] ?? '';
  return `${name
    .slice(0, maxNameLength - ending.length)
    .toWellFormed()
    .replaceAll('\ufffd', '')}${ending}`;
}
