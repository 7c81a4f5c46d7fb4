/** One instance per line segment: a rectangle of the line's width from value `a` to the next value `b`. */
export const vertexShader = `#version 300 es
precision highp float;
layout(location = 0) in float a;
layout(location = 1) in float b;
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

vec2 place(int i, float value) {
  return vec2(time.x + float(i / int(time.z)) * time.y, lane.x + (value - lane.y) * lane.z);
}

void main() {
  if (abs(a) > missing || abs(b) > missing) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  vec2 p = place(gl_InstanceID, a);
  vec2 q = place(gl_InstanceID + 1, b);
  vec2 along = q - p;
  float distance = length(along);
  along = distance > 1e-6 ? along / distance : vec2(1.0, 0.0);
  float side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;
  bool atEnd = gl_VertexID > 1;
  float reach = halfWidth + 0.5;
  vec2 corner = (atEnd ? q : p) + along * (atEnd ? 0.5 : -0.5) + vec2(-along.y, along.x) * side * reach;
  across = side * reach;
  bool beyond = a <= limits.x || a >= limits.y || b <= limits.x || b >= limits.y;
  ink = beyond ? warning : colour;
  gl_Position = vec4(corner.x / size.x * 2.0 - 1.0, 1.0 - corner.y / size.y * 2.0, 0.0, 1.0);
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
