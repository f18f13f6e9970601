/** Returns an HTML page. `title` and `body` are HTML and not escaped. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><link rel="icon" href="data:,"></head>
<body>${body}</body>
</html>
`
}
