/**
 * Installs Scalar without its 230 dependencies: the server serves one self-contained file of it, which the lockfile pins by version and
 * hash. The versions of Node that Scalar's packages require are those of their own builds; its parser, which tests use, runs on 20.19.
 */
function readPackage(manifest) {
  if (!manifest.name?.startsWith('@scalar/')) return manifest
  const dependencies = manifest.name === '@scalar/api-reference' ? {} : manifest.dependencies
  return { ...manifest, dependencies, engines: {} }
}

module.exports = { hooks: { readPackage } }
