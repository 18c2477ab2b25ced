/**
 * Where menus and lists of choices hang: in the page's main landmark, as everything on a page has to lie in one. The
 * body where there is none, and on the server, where nothing is open.
 */
export function popupContainer(): HTMLElement | undefined {
  return typeof document === 'undefined' ? undefined : (document.getElementById('main') ?? undefined);
}
