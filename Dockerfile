# The site and its workers. Everything that computes comes from npm by the lockfile's digests; no package runs a script.
FROM node:26.10.0-bookworm-slim

WORKDIR /site
COPY package.json package-lock.json .npmrc ./
COPY apps/cli/package.json apps/cli/
COPY apps/web/package.json apps/web/
COPY packages/arithmetic/package.json packages/arithmetic/
COPY packages/daily/package.json packages/daily/
COPY packages/lab/package.json packages/lab/
COPY packages/tensor/package.json packages/tensor/
COPY papers/package.json papers/
RUN npm ci

COPY . .
RUN mkdir -p data && node apps/web/start.ts build && chown -R node:node data apps/web/build

USER node
ENV HOST=0.0.0.0 PORT=3000 NODE_ENV=production
EXPOSE 3000
VOLUME /site/data
CMD ["node", "apps/web/start.ts"]
