/** Values per line of the texture that holds a strip. */
export const textureWidth = 2048;

/**
 * Six vertices per line segment: a rectangle of the line's width from one value to the next. The values come from a
 * texture rather than as instances, which software renderers draw one by one and very slowly.
 */
export const vertexShader = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D values;
uniform int base;       // index of the first value
uniform vec2 size;      // device pixels
uniform vec3 time;      // x of the first point, distance of steps, points per step
uniform vec3 lane;      // y of the value zero, that value, device pixels per unit
uniform vec2 limits;    // warning at or below, at or above
uniform float halfWidth;
uniform vec3 colour;
uniform vec3 warning;
out vec3 ink;
out float across;
const float missing = 1e37;
const float overlap = 0.25;  // device pixels: closes the notches where segments meet

float valueAt(int i) {
  int at = base + i;
  return texelFetch(values, ivec2(at % ${textureWidth}, at / ${textureWidth}), 0).r;
}

vec2 place(int i, float value) {
  return vec2(time.x + float(i / int(time.z)) * time.y, lane.x + (value - lane.y) * lane.z);
}

void main() {
  int segment = gl_VertexID / 6;
  int corner = gl_VertexID % 6;
  corner = corner < 3 ? corner : 6 - corner;  // 0 1 2, 3 2 1
  float a = valueAt(segment);
  float b = valueAt(segment + 1);
  if (abs(a) > missing || abs(b) > missing) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  vec2 p = place(segment, a);
  vec2 q = place(segment + 1, b);
  vec2 along = q - p;
  float distance = length(along);
  along = distance > 1e-6 ? along / distance : vec2(1.0, 0.0);
  float side = (corner & 1) == 0 ? -1.0 : 1.0;
  bool atEnd = corner > 1;
  float reach = halfWidth + 0.5;
  vec2 vertex = (atEnd ? q : p) + along * (atEnd ? overlap : -overlap) + vec2(-along.y, along.x) * side * reach;
  across = side * reach;
  bool beyond = a <= limits.x || a >= limits.y || b <= limits.x || b >= limits.y;
  ink = beyond ? warning : colour;
  gl_Position = vec4(vertex.x / size.x * 2.0 - 1.0, 1.0 - vertex.y / size.y * 2.0, 0.0, 1.0);
}`;

export const fragmentShader = `#version 300 es
precision highp float;
uniform float halfWidth;
in vec3 ink;
in float across;
out vec4 pixel;

void main() {
  float cover = clamp(halfWidth + 0.5 - abs(across), 0.0, 1.0);
  pixel = vec4(ink * cover, cover);
}`;
