/**
 * Installs Scalar without its 230 dependencies: the server serves one self-contained file of it, which the lockfile pins by version and
 * hash. The version of Node that it requires is that of its own build.
 */
function readPackage(manifest) {
  return manifest.name === '@scalar/api-reference' ? { ...manifest, dependencies: {}, engines: {} } : manifest
}

module.exports = { hooks: { readPackage } }
