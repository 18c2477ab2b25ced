'use client';

import { Copy } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { copyText } from '#components/ui/copy-text.ts';

/** The one time that they are shown. */
export function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  return (
    <div className="mt-4 rounded-lg border border-line-strong bg-raised px-[18px] pt-4 pb-[18px]">
      <h3 className="font-bold">Recovery codes</h3>
      <p className="mt-1 max-w-prose text-ink-2">
        Keep them where you find them without your phone, on paper or in a password manager. Each lets you sign in once
        in place of a code of the app. They are not shown again.
      </p>
      <ul aria-label="Recovery codes" className="mono my-3.5 grid gap-x-8 gap-y-1.5 md:grid-cols-2">
        {codes.map((code) => (
          <li key={code} className="break-all">
            {code}
          </li>
        ))}
      </ul>
      <Button onClick={() => void copyText(codes.join('\n'), 'recovery codes')}>
        <Copy aria-hidden />
        Copy codes
      </Button>
    </div>
  );
}
