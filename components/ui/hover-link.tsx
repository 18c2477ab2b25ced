'use client';

import Link from 'next/link';
import { type ComponentProps, useState } from 'react';

/**
 * A link whose page is fetched ahead only when the pointer or the focus is on it: the rest of the product's
 * JavaScript is not sent to people who look at one page.
 */
export function HoverLink(props: ComponentProps<typeof Link>) {
  const [isNear, setIsNear] = useState(false);
  const comeNear = () => setIsNear(true);
  return <Link {...props} prefetch={isNear ? null : false} onPointerEnter={comeNear} onFocus={comeNear} />;
}
