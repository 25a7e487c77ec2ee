/** How a report may look where it is read. Every word must make sense without colour. */
export interface Style {
  /** Characters a line may have before a row is broken in two. */
  readonly columns: number;
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
}
