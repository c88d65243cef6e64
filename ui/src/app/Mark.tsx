/** Canopy's own sign. */
export function Mark() {
  return (
    <span className="mark" aria-hidden>
      <svg
        viewBox="0 0 24 24"
        width="16"
        height="16"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="M12 21v-8" />
        <path d="M12 16l3-2" />
        <path d="M7 15a4 4 0 0 1-1.6-7.6A6.5 6.5 0 0 1 18 7.2 4 4 0 0 1 17 15H7z" />
      </svg>
    </span>
  );
}
