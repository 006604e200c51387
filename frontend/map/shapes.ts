/**
 * Draws marks: the five shapes of spheres and one for none, with an outline that is whole, dashed (not known yet) or
 * has a hatched rim (an old reading); an organization has a second one. Each mark is two triangles; how far a point is from the shape's edge says what it
 * is filled with, so marks stay sharp at any zoom.
 */
import type { Attributes } from "graphology-types";
import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

/** What a node carries beside sigma's own: see looks.ts. */
export interface MarkAttributes extends Attributes {
  line: string;
  lineWidth: number;
  shape: number;
  style: number;
  /** 1 for an organization, which has a second, thin outline. */
  double: number;
}

const UNIFORMS = ["u_matrix", "u_sizeRatio", "u_correctionRatio", "u_pixelRatio"] as const;

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_fill;
attribute vec4 a_line;
attribute vec4 a_look;
attribute vec2 a_position;
attribute float a_size;
attribute vec2 a_corner;

uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;

varying vec4 v_fill;
varying vec4 v_line;
varying vec4 v_look;
varying vec2 v_at;
varying float v_radius;

void main() {
  v_radius = a_size / u_sizeRatio;
  // In px round the middle; a px of the screen is twice the correction in the graph's own units.
  v_at = a_corner * (v_radius * 1.5 + 7.0);
  vec2 position = a_position + v_at * u_correctionRatio * 2.0;
  gl_Position = vec4((u_matrix * vec3(position, 1.0)).xy, 0.0, 1.0);
  #ifdef PICKING_MODE
  v_fill = a_id;
  #else
  v_fill = a_fill;
  #endif
  v_line = a_line;
  v_look = a_look;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;

varying vec4 v_fill;
varying vec4 v_line;
varying vec4 v_look;
varying vec2 v_at;
varying float v_radius;

uniform float u_pixelRatio;

const float TURN = 6.28318530718;

// How far a point lies outside a shape of radius 1; all shapes have nearly the area of the circle.
float edge(vec2 p, float shape) {
  vec2 q = abs(p);
  if (shape < 0.5) return max(q.x, q.y) - 0.886;
  if (shape < 1.5) return length(p) - 1.0;
  if (shape < 2.5) return max(-p.y - 0.8, q.x * 0.8659 + (p.y - 1.45) * 0.5003);
  if (shape < 3.5) return (q.x + q.y - 1.253) * 0.7071;
  if (shape < 4.5) return max(q.x, q.x * 0.5 + q.y * 0.866) - 0.952;
  return length(vec2(max(q.x - 0.6, 0.0), q.y)) - 0.58;
}

// 1 within a dash, 0 in a gap: whole dashes all the way round.
float dash(float around, float period, float share) {
  float count = max(5.0, floor(around / period));
  float turn = atan(v_at.y, v_at.x) / TURN;
  return step(fract(turn * count), share);
}

void main() {
  float outside = edge(v_at / v_radius, v_look.x) * v_radius;
  #ifdef PICKING_MODE
  gl_FragColor = outside > 3.0 ? vec4(0.0) : v_fill;
  #else
  float soft = 0.7 / u_pixelRatio;
  float half_line = v_look.z * 0.5;
  float fill = 1.0 - smoothstep(-soft, soft, outside);
  float line = 1.0 - smoothstep(half_line - soft, half_line + soft, abs(outside));
  if (v_look.y > 0.5 && v_look.y < 1.5) line *= dash(TURN * v_radius, 5.0, 0.6);
  if (v_look.y > 1.5) {
    float rim = 1.0 - smoothstep(1.5 - soft, 1.5 + soft, abs(outside - 2.5));
    line = max(line, rim * dash(TURN * (v_radius + 2.5), 3.25, 0.32));
  } else if (v_look.w > 0.5) {
    line = max(line, 0.5 - 0.5 * smoothstep(0.5 - soft, 0.5 + soft, abs(outside - 3.0)));
  }
  float seen = max(fill, line);
  vec3 colour = mix(v_fill.rgb, v_line.rgb, line);
  gl_FragColor = vec4(colour * seen, seen);
  #endif
}
`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;

export class MarkProgram extends NodeProgram<(typeof UNIFORMS)[number], MarkAttributes> {
  getDefinition() {
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_fill", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_line", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_look", size: 4, type: FLOAT },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, -1],
        [1, 1],
        [-1, 1],
      ],
    };
  }

  processVisibleItem(nodeIndex: number, startIndex: number, data: NodeDisplayData): void {
    const mark = data as NodeDisplayData & MarkAttributes;
    const { array } = this;
    array.set(
      [
        mark.x,
        mark.y,
        mark.size,
        floatColor(mark.color),
        floatColor(mark.line),
        mark.shape,
        mark.style,
        mark.lineWidth,
        mark.double,
        nodeIndex,
      ],
      startIndex,
    );
  }

  setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniformMatrix3fv(uniformLocations.u_matrix ?? null, false, params.matrix);
    gl.uniform1f(uniformLocations.u_sizeRatio ?? null, params.sizeRatio);
    gl.uniform1f(uniformLocations.u_correctionRatio ?? null, params.correctionRatio);
    gl.uniform1f(uniformLocations.u_pixelRatio ?? null, params.pixelRatio);
  }
}
