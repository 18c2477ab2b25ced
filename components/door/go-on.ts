import type { SignInStep } from '#lib/shared/contract/account-views.ts';

/**
 * Leads on after the password: to the code of a second factor, else to where the person wanted to go. By a whole page
 * load: nothing of whoever was here before is left in the browser's memory.
 */
export function goOn(step: SignInStep, next: string): void {
  window.location.assign(step === 'code' ? `/sign-in/code?next=${encodeURIComponent(next)}` : next);
}
