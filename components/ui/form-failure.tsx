import { TriangleShape } from './shapes.tsx';

/** Why what a form asked for was not done, where no field of it is to blame. */
export function FormFailure({ failure }: { readonly failure: { readonly message: string } | null }) {
  if (failure === null) return null;
  return (
    <p role="alert" className="mt-4 flex gap-2.5 text-failed-text">
      <TriangleShape className="mt-0.5" />
      {failure.message}
    </p>
  );
}
