FROM node:24.21.0-trixie-slim AS build
WORKDIR /src
COPY . .
RUN npx -y pnpm@12.21.0 install --frozen-lockfile
RUN npx -y pnpm@12.21.0 build
RUN npx -y pnpm@12.21.0 --filter @taskpact/server deploy --prod --legacy /app

FROM node:24.21.0-trixie-slim
# Node 24 lets young objects take 134 MB before it looks at them; requests need few of them.
ENV NODE_ENV=production ENVIRONMENT=production NODE_OPTIONS=--max-semi-space-size=8
WORKDIR /app
COPY --from=build /app .
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
