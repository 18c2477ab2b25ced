/** What a press does, also where the sandbox is chosen by default: nobody waits for answers that are none. */
export function startLabel(requests: string, isMadeUp: boolean): string {
  return isMadeUp ? `Start ${requests} (made-up answers)` : `Start ${requests}`;
}
