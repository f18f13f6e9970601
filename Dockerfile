FROM node:24.21.0-trixie-slim AS build
WORKDIR /src
COPY . .
RUN npx -y pnpm@12.21.0 install --frozen-lockfile
RUN npx -y pnpm@12.21.0 --filter @taskpact/server build
RUN npx -y pnpm@12.21.0 --filter @taskpact/server deploy --prod --legacy /app

FROM node:24.21.0-trixie-slim
# Size of the young generation in MB. With 8, a request takes a third more CPU time; 64 is no better than 32.
ENV NODE_ENV=production ENVIRONMENT=production NODE_OPTIONS=--max-semi-space-size=32
WORKDIR /app
COPY --from=build /app .
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health/live`).then((response) => process.exit(response.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
