import { AppError } from '#lib/errors.ts';
import type { WireError } from '../answers/error-response.ts';

/** The sandbox refuses a call, in OpenAI's form. `message` is OpenAI's own text where one is known. */
export class ApiFailure extends AppError {
  readonly statusCode: number;
  readonly wireError: WireError;

  constructor(
    statusCode: number,
    message: string,
    details: { code?: string; param?: string; type?: string; cause?: unknown } = {},
  ) {
    super(statusCode === 404 ? 'not_found' : 'invalid_input', message, { cause: details.cause });
    this.statusCode = statusCode;
    this.wireError = {
      message,
      type: details.type ?? 'invalid_request_error',
      param: details.param ?? null,
      code: details.code ?? null,
    };
  }
}

export function missingParameter(name: string): ApiFailure {
  return new ApiFailure(400, `Missing required parameter: '${name}'.`, {
    code: 'missing_required_parameter',
    param: name,
  });
}

export function invalidValue(name: string, value: string, supported: readonly string[]): ApiFailure {
  const list = supported.map((one) => `'${one}'`).join(', ');
  return new ApiFailure(400, `Invalid value: '${value}'. Supported values are: ${list}.`, {
    code: 'invalid_value',
    param: name,
  });
}

export function invalidType(name: string, expected: string, value: unknown): ApiFailure {
  return new ApiFailure(
    400,
    `Invalid type for '${name}': expected ${expected}, but got ${describeType(value)} instead.`,
    {
      code: 'invalid_type',
      param: name,
    },
  );
}

/** Throws when `value` is outside the bounds, both of which are allowed. */
export function assertInRange(name: string, value: number, minimum: number, maximum: number): void {
  if (value > maximum) {
    throw new ApiFailure(
      400,
      `Invalid '${name}': integer above maximum value. Expected a value <= ${maximum}, but got ${value} instead.`,
      { code: 'integer_above_max_value', param: name },
    );
  }
  if (value < minimum) {
    throw new ApiFailure(
      400,
      `Invalid '${name}': integer below minimum value. Expected a value >= ${minimum}, but got ${value} instead.`,
      { code: 'integer_below_min_value', param: name },
    );
  }
}

function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  switch (typeof value) {
    case 'object':
      return 'an object';
    case 'string':
      return 'a string';
    case 'boolean':
      return 'a boolean';
    case 'number':
      return Number.isInteger(value) ? 'an integer' : 'a decimal';
    default:
      return 'something else';
  }
}
