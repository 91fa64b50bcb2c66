// Builds the image for both architectures: docker buildx bake
// To push it: REGISTRY=ghcr.io/NAME docker buildx bake --push

variable "VERSION" { default = "0.1.0" }
variable "REVISION" { default = "unknown" }
variable "REGISTRY" { default = "" }

group "default" { targets = ["image"] }

target "image" {
  context = "."
  platforms = ["linux/amd64", "linux/arm64"]
  args = {
    VERSION = VERSION
    REVISION = REVISION
  }
  attest = ["type=sbom", "type=provenance,mode=max"]
  tags = [
    "${REGISTRY == "" ? "" : "${REGISTRY}/"}altinn-notifications-mock:${VERSION}",
    "${REGISTRY == "" ? "" : "${REGISTRY}/"}altinn-notifications-mock:latest",
  ]
}
