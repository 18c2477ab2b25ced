'use client';

import Link from 'next/link';
import { type ComponentProps, useState } from 'react';
import { useWorkspacePath } from '#components/rights/page-frame.tsx';

/**
 * A link whose page is fetched ahead only when the pointer or the focus is on it: the rest of the product's
 * JavaScript is not sent to people who look at one page. It stays in the page's workspace.
 */
export function HoverLink({ href, ...props }: Omit<ComponentProps<typeof Link>, 'href'> & { readonly href: string }) {
  const inWorkspace = useWorkspacePath();
  const [isNear, setIsNear] = useState(false);
  const comeNear = () => setIsNear(true);
  return (
    <Link
      {...props}
      href={inWorkspace(href)}
      prefetch={isNear ? null : false}
      onPointerEnter={comeNear}
      onFocus={comeNear}
    />
  );
}
