import { toast } from 'sonner';

/** Copies a text from a menu, which closes and can't say so itself. Where it is not allowed, the text is shown. */
export async function copyText(text: string, name: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied the ${name}.`);
  } catch {
    toast.error('The browser did not allow copying. Select the text and copy it yourself.', { description: text });
  }
}
