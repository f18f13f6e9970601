FROM node:24.21.0-trixie-slim AS build
WORKDIR /src
COPY . .
RUN npx -y pnpm@12.21.0 install --frozen-lockfile
RUN npx -y pnpm@12.21.0 --filter @taskpact/server build
RUN npx -y pnpm@12.21.0 --filter @taskpact/server deploy --prod --legacy /app

FROM node:24.21.0-trixie-slim
# How many MB young objects fill before they are looked at: with 8 a call costs a third more, with 64 no less.
ENV NODE_ENV=production ENVIRONMENT=production NODE_OPTIONS=--max-semi-space-size=32
WORKDIR /app
COPY --from=build /app .
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
