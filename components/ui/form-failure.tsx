import { CopyButton } from './copy-button.tsx';
import { TriangleShape } from './shapes.tsx';

interface Failure {
  readonly message: string;
  /** What it has at its end of a failure that is our fault. */
  readonly reference?: string | null;
}

/** Why what a form asked for was not done, where no field of it is to blame. */
export function FormFailure({ failure }: { readonly failure: Failure | null }) {
  if (failure === null) return null;
  const { message, reference = null } = failure;
  return (
    <p role="alert" className="mt-4 flex gap-2.5 text-failed-text">
      <TriangleShape className="mt-0.5" />
      {reference === null ? (
        message
      ) : (
        <span>
          {message} <CopyButton text={reference} label="Copy id" />
        </span>
      )}
    </p>
  );
}
