/** A page as HTML. The body is HTML already; the title must hold nothing that HTML reads. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><link rel="icon" href="data:,"></head>
<body>${body}</body>
</html>
`
}
