'use client';

import { mergeProps } from '@base-ui/react/merge-props';
import {
  type ComponentProps,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  cloneElement,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useDelay } from './use-delay.ts';

type Side = 'top' | 'bottom';

interface TooltipProps {
  readonly content: ReactNode;
  /** One element that can have the focus; it needs an accessible name of its own. */
  readonly children: ReactElement<ComponentProps<'button'>>;
  readonly side?: Side;
  /** For a child that does nothing else: fingers can't hover. */
  readonly opensOnPress?: boolean;
}

const openDelayMs = 350;
/** Long enough to move the pointer onto the words. */
const closeDelayMs = 120;

/**
 * More exact words on hover and focus, described to screen readers; Esc closes them. Never the only place of
 * what a person needs, since fingers can't hover. Its own few lines, as a positioning engine would be a third
 * of the list's JavaScript.
 */
export function Tooltip({ content, children, side = 'top', opensOnPress = false }: TooltipProps) {
  const id = useId();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const delay = useDelay();
  const show = (next: Element | null) => {
    delay.stop();
    setAnchor(next);
  };
  const close = () => show(null);
  const trigger = mergeProps<'button'>(children.props, {
    'aria-describedby': anchor === null ? undefined : id,
    onPointerEnter: (event: PointerEvent<HTMLButtonElement>) => {
      const { currentTarget } = event;
      if (event.pointerType !== 'touch') delay.start(openDelayMs, () => setAnchor(currentTarget));
    },
    onPointerLeave: () => delay.start(closeDelayMs, close),
    onPointerDown: close,
    onClick: ({ currentTarget }) => {
      if (opensOnPress) show(currentTarget);
    },
    onFocus: (event) => {
      if (event.currentTarget.matches(':focus-visible')) setAnchor(event.currentTarget);
    },
    onBlur: close,
  });
  return (
    <>
      {cloneElement(children, trigger)}
      {anchor !== null && (
        <Bubble id={id} anchor={anchor} side={side} onKeep={delay.stop} onClose={close}>
          {content}
        </Bubble>
      )}
    </>
  );
}

interface BubbleProps {
  readonly id: string;
  readonly anchor: Element;
  readonly side: Side;
  readonly children: ReactNode;
  /** The pointer is on the words. */
  readonly onKeep: () => void;
  readonly onClose: () => void;
}

/** The words in the browser's top layer, above dialogs too. */
function Bubble({ id, anchor, side, children, onKeep, onClose }: BubbleProps) {
  const bubble = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (bubble.current === null) return;
    bubble.current.showPopover();
    place(bubble.current, anchor, side);
  }, [anchor, side]);
  useCloseOnEscapeAndScroll(onClose);
  return (
    <span
      ref={bubble}
      id={id}
      role="tooltip"
      popover="manual"
      onPointerEnter={onKeep}
      onPointerLeave={onClose}
      className="fixed m-0 max-w-80 rounded-md border border-line-strong bg-overlay px-2.5 py-1.5 font-sans text-sm font-normal whitespace-normal text-ink-2 shadow-2 dark:border-transparent"
    >
      {children}
    </span>
  );
}

const gapPixels = 6;
const edgePixels = 8;

/** Above or below the middle of its anchor, on the other side where there is no room, and never off the screen. */
function place(bubble: HTMLElement, anchor: Element, side: Side): void {
  const around = anchor.getBoundingClientRect();
  const { width, height } = bubble.getBoundingClientRect();
  const above = around.top - gapPixels - height;
  const below = around.bottom + gapPixels;
  const hasRoomAbove = above >= edgePixels;
  const hasRoomBelow = below + height <= window.innerHeight - edgePixels;
  const isAbove = side === 'top' ? hasRoomAbove || !hasRoomBelow : !hasRoomBelow && hasRoomAbove;
  const middle = around.left + around.width / 2 - width / 2;
  const right = document.documentElement.clientWidth - edgePixels - width;
  bubble.style.inset = 'auto';
  bubble.style.top = `${isAbove ? above : below}px`;
  bubble.style.left = `${Math.max(edgePixels, Math.min(middle, right))}px`;
}

function useCloseOnEscapeAndScroll(onClose: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('scroll', onClose, { capture: true, passive: true });
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('scroll', onClose, { capture: true });
    };
  });
}
