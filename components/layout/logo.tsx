/** Three lines on their way to being answered. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg aria-hidden width="22" height="22" viewBox="0 0 22 22" fill="currentColor" className={className}>
      <rect x="1" y="3" width="20" height="4" rx="2" />
      <rect x="1" y="9" width="14" height="4" rx="2" />
      <rect x="16.5" y="9" width="4.5" height="4" rx="2" opacity=".42" />
      <rect x="1" y="15" width="7" height="4" rx="2" />
      <rect x="9.5" y="15" width="11.5" height="4" rx="2" opacity=".42" />
    </svg>
  );
}
