/** Leaves for the sign-in, and comes back from there to the page that is open: whoever was signed in is no longer. */
export function goToSignIn(): void {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(`${pathname}${search}`)}`);
}
