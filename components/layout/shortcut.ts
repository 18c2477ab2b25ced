export interface Shortcut {
  readonly keys: readonly string[];
  readonly text: string;
}
