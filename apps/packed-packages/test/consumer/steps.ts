/** What the test has the page do, one after another; the page is opened anew between them. */
export interface Steps {
  begin(email: string): Promise<string>
  end(): Promise<{ listed: string[]; told: string[]; refused: unknown }>
}
