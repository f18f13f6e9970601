/** The steps that the test runs in the page, one after the other. The page is reloaded in between. */
export interface Steps {
  begin(email: string): Promise<string>
  end(): Promise<{ listed: string[]; events: string[]; refused: unknown }>
}
