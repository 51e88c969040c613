// @ts-nocheck
// Written by scripts/generate from events.schema.ts. Changes go there.
import type { Validator } from "../../../validation.ts"
import type { Line, ToolResult, ToolUse } from "./events.schema.ts"

const validateLine = validate20;
const schema31 = {"anyOf":[{"type":"object","required":["type","subtype","session_id"],"properties":{"type":{"const":"system"},"subtype":{"const":"init"},"session_id":{"type":"string"},"model":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["type","subtype","attempt","max_retries"],"properties":{"type":{"const":"system"},"subtype":{"const":"api_retry"},"attempt":{"type":"number"},"max_retries":{"type":"number"},"error":{"type":["string","null"]},"error_status":{"type":["number","null"]}},"additionalProperties":true},{"type":"object","required":["type","message"],"properties":{"type":{"const":"assistant"},"message":{"type":"object","required":["content"],"properties":{"content":{"type":"array","items":{}}},"additionalProperties":true},"error":{"type":["string","null"]}},"additionalProperties":true},{"type":"object","required":["type","message"],"properties":{"type":{"const":"user"},"message":{"type":"object","required":["content"],"properties":{"content":{}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type","subtype","is_error"],"properties":{"type":{"const":"result"},"subtype":{"type":"string"},"is_error":{"type":"boolean"},"result":{"type":"string"},"errors":{"type":"array","items":{"type":"string"}},"num_turns":{"type":"number"},"duration_ms":{"type":"number"},"total_cost_usd":{"type":"number"},"usage":{"type":"object","properties":{"input_tokens":{"type":"number"},"cache_creation_input_tokens":{"type":["number","null"]},"cache_read_input_tokens":{"type":["number","null"]},"output_tokens":{"type":"number"}},"additionalProperties":true}},"additionalProperties":true}]};

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs0 = errors;
let valid0 = false;
const _errs1 = errors;
if(errors === _errs1){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.type === undefined) && (missing0 = "type")) || ((data.subtype === undefined) && (missing0 = "subtype"))) || ((data.session_id === undefined) && (missing0 = "session_id"))){
const err0 = {instancePath,schemaPath:"#/anyOf/0/required",keyword:"required",params:{missingProperty: missing0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
if(data.type !== undefined){
const _errs4 = errors;
if("system" !== data.type){
const err1 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/0/properties/type/const",keyword:"const",params:{allowedValue: "system"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var valid1 = _errs4 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.subtype !== undefined){
const _errs5 = errors;
if("init" !== data.subtype){
const err2 = {instancePath:instancePath+"/subtype",schemaPath:"#/anyOf/0/properties/subtype/const",keyword:"const",params:{allowedValue: "init"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
var valid1 = _errs5 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.session_id !== undefined){
const _errs6 = errors;
if(typeof data.session_id !== "string"){
const err3 = {instancePath:instancePath+"/session_id",schemaPath:"#/anyOf/0/properties/session_id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var valid1 = _errs6 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data.model !== undefined){
const _errs8 = errors;
if(typeof data.model !== "string"){
const err4 = {instancePath:instancePath+"/model",schemaPath:"#/anyOf/0/properties/model/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
var valid1 = _errs8 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/anyOf/0/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
var _valid0 = _errs1 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var props0 = true;
}
const _errs10 = errors;
if(errors === _errs10){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing1;
if(((((data.type === undefined) && (missing1 = "type")) || ((data.subtype === undefined) && (missing1 = "subtype"))) || ((data.attempt === undefined) && (missing1 = "attempt"))) || ((data.max_retries === undefined) && (missing1 = "max_retries"))){
const err6 = {instancePath,schemaPath:"#/anyOf/1/required",keyword:"required",params:{missingProperty: missing1}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
else {
if(data.type !== undefined){
const _errs13 = errors;
if("system" !== data.type){
const err7 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/1/properties/type/const",keyword:"const",params:{allowedValue: "system"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.subtype !== undefined){
const _errs14 = errors;
if("api_retry" !== data.subtype){
const err8 = {instancePath:instancePath+"/subtype",schemaPath:"#/anyOf/1/properties/subtype/const",keyword:"const",params:{allowedValue: "api_retry"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
var valid2 = _errs14 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.attempt !== undefined){
let data6 = data.attempt;
const _errs15 = errors;
if(!((typeof data6 == "number") && (isFinite(data6)))){
const err9 = {instancePath:instancePath+"/attempt",schemaPath:"#/anyOf/1/properties/attempt/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
var valid2 = _errs15 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.max_retries !== undefined){
let data7 = data.max_retries;
const _errs17 = errors;
if(!((typeof data7 == "number") && (isFinite(data7)))){
const err10 = {instancePath:instancePath+"/max_retries",schemaPath:"#/anyOf/1/properties/max_retries/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
var valid2 = _errs17 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.error !== undefined){
let data8 = data.error;
const _errs19 = errors;
if((typeof data8 !== "string") && (data8 !== null)){
const err11 = {instancePath:instancePath+"/error",schemaPath:"#/anyOf/1/properties/error/type",keyword:"type",params:{type: schema31.anyOf[1].properties.error.type}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var valid2 = _errs19 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.error_status !== undefined){
let data9 = data.error_status;
const _errs21 = errors;
if((!((typeof data9 == "number") && (isFinite(data9)))) && (data9 !== null)){
const err12 = {instancePath:instancePath+"/error_status",schemaPath:"#/anyOf/1/properties/error_status/type",keyword:"type",params:{type: schema31.anyOf[1].properties.error_status.type}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
var valid2 = _errs21 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/anyOf/1/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
var _valid0 = _errs10 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
if(props0 !== true){
props0 = true;
}
}
const _errs23 = errors;
if(errors === _errs23){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing2;
if(((data.type === undefined) && (missing2 = "type")) || ((data.message === undefined) && (missing2 = "message"))){
const err14 = {instancePath,schemaPath:"#/anyOf/2/required",keyword:"required",params:{missingProperty: missing2}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
else {
if(data.type !== undefined){
const _errs26 = errors;
if("assistant" !== data.type){
const err15 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/2/properties/type/const",keyword:"const",params:{allowedValue: "assistant"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
var valid3 = _errs26 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data.message !== undefined){
let data11 = data.message;
const _errs27 = errors;
if(errors === _errs27){
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
let missing3;
if((data11.content === undefined) && (missing3 = "content")){
const err16 = {instancePath:instancePath+"/message",schemaPath:"#/anyOf/2/properties/message/required",keyword:"required",params:{missingProperty: missing3}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
else {
if(data11.content !== undefined){
const _errs30 = errors;
if(errors === _errs30){
if(!(Array.isArray(data11.content))){
const err17 = {instancePath:instancePath+"/message/content",schemaPath:"#/anyOf/2/properties/message/properties/content/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
}
}
else {
const err18 = {instancePath:instancePath+"/message",schemaPath:"#/anyOf/2/properties/message/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
var valid3 = _errs27 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data.error !== undefined){
let data13 = data.error;
const _errs32 = errors;
if((typeof data13 !== "string") && (data13 !== null)){
const err19 = {instancePath:instancePath+"/error",schemaPath:"#/anyOf/2/properties/error/type",keyword:"type",params:{type: schema31.anyOf[2].properties.error.type}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
var valid3 = _errs32 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
const err20 = {instancePath,schemaPath:"#/anyOf/2/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
var _valid0 = _errs23 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
if(props0 !== true){
props0 = true;
}
}
const _errs34 = errors;
if(errors === _errs34){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing4;
if(((data.type === undefined) && (missing4 = "type")) || ((data.message === undefined) && (missing4 = "message"))){
const err21 = {instancePath,schemaPath:"#/anyOf/3/required",keyword:"required",params:{missingProperty: missing4}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
else {
if(data.type !== undefined){
const _errs37 = errors;
if("user" !== data.type){
const err22 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/3/properties/type/const",keyword:"const",params:{allowedValue: "user"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
var valid5 = _errs37 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data.message !== undefined){
let data15 = data.message;
const _errs38 = errors;
if(errors === _errs38){
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
let missing5;
if((data15.content === undefined) && (missing5 = "content")){
const err23 = {instancePath:instancePath+"/message",schemaPath:"#/anyOf/3/properties/message/required",keyword:"required",params:{missingProperty: missing5}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
else {
const err24 = {instancePath:instancePath+"/message",schemaPath:"#/anyOf/3/properties/message/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
var valid5 = _errs38 === errors;
}
else {
var valid5 = true;
}
}
}
}
else {
const err25 = {instancePath,schemaPath:"#/anyOf/3/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
var _valid0 = _errs34 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
if(props0 !== true){
props0 = true;
}
}
const _errs41 = errors;
if(errors === _errs41){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing6;
if((((data.type === undefined) && (missing6 = "type")) || ((data.subtype === undefined) && (missing6 = "subtype"))) || ((data.is_error === undefined) && (missing6 = "is_error"))){
const err26 = {instancePath,schemaPath:"#/anyOf/4/required",keyword:"required",params:{missingProperty: missing6}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
else {
if(data.type !== undefined){
const _errs44 = errors;
if("result" !== data.type){
const err27 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/4/properties/type/const",keyword:"const",params:{allowedValue: "result"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
var valid6 = _errs44 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.subtype !== undefined){
const _errs45 = errors;
if(typeof data.subtype !== "string"){
const err28 = {instancePath:instancePath+"/subtype",schemaPath:"#/anyOf/4/properties/subtype/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
var valid6 = _errs45 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.is_error !== undefined){
const _errs47 = errors;
if(typeof data.is_error !== "boolean"){
const err29 = {instancePath:instancePath+"/is_error",schemaPath:"#/anyOf/4/properties/is_error/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
var valid6 = _errs47 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.result !== undefined){
const _errs49 = errors;
if(typeof data.result !== "string"){
const err30 = {instancePath:instancePath+"/result",schemaPath:"#/anyOf/4/properties/result/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var valid6 = _errs49 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.errors !== undefined){
let data20 = data.errors;
const _errs51 = errors;
if(errors === _errs51){
if(Array.isArray(data20)){
var valid7 = true;
const len0 = data20.length;
for(let i0=0; i0<len0; i0++){
const _errs53 = errors;
if(typeof data20[i0] !== "string"){
const err31 = {instancePath:instancePath+"/errors/" + i0,schemaPath:"#/anyOf/4/properties/errors/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
var valid7 = _errs53 === errors;
if(!valid7){
break;
}
}
}
else {
const err32 = {instancePath:instancePath+"/errors",schemaPath:"#/anyOf/4/properties/errors/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
var valid6 = _errs51 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.num_turns !== undefined){
let data22 = data.num_turns;
const _errs55 = errors;
if(!((typeof data22 == "number") && (isFinite(data22)))){
const err33 = {instancePath:instancePath+"/num_turns",schemaPath:"#/anyOf/4/properties/num_turns/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
var valid6 = _errs55 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.duration_ms !== undefined){
let data23 = data.duration_ms;
const _errs57 = errors;
if(!((typeof data23 == "number") && (isFinite(data23)))){
const err34 = {instancePath:instancePath+"/duration_ms",schemaPath:"#/anyOf/4/properties/duration_ms/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
var valid6 = _errs57 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.total_cost_usd !== undefined){
let data24 = data.total_cost_usd;
const _errs59 = errors;
if(!((typeof data24 == "number") && (isFinite(data24)))){
const err35 = {instancePath:instancePath+"/total_cost_usd",schemaPath:"#/anyOf/4/properties/total_cost_usd/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
var valid6 = _errs59 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.usage !== undefined){
let data25 = data.usage;
const _errs61 = errors;
if(errors === _errs61){
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
if(data25.input_tokens !== undefined){
let data26 = data25.input_tokens;
const _errs64 = errors;
if(!((typeof data26 == "number") && (isFinite(data26)))){
const err36 = {instancePath:instancePath+"/usage/input_tokens",schemaPath:"#/anyOf/4/properties/usage/properties/input_tokens/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
var valid8 = _errs64 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data25.cache_creation_input_tokens !== undefined){
let data27 = data25.cache_creation_input_tokens;
const _errs66 = errors;
if((!((typeof data27 == "number") && (isFinite(data27)))) && (data27 !== null)){
const err37 = {instancePath:instancePath+"/usage/cache_creation_input_tokens",schemaPath:"#/anyOf/4/properties/usage/properties/cache_creation_input_tokens/type",keyword:"type",params:{type: schema31.anyOf[4].properties.usage.properties.cache_creation_input_tokens.type}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
var valid8 = _errs66 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data25.cache_read_input_tokens !== undefined){
let data28 = data25.cache_read_input_tokens;
const _errs68 = errors;
if((!((typeof data28 == "number") && (isFinite(data28)))) && (data28 !== null)){
const err38 = {instancePath:instancePath+"/usage/cache_read_input_tokens",schemaPath:"#/anyOf/4/properties/usage/properties/cache_read_input_tokens/type",keyword:"type",params:{type: schema31.anyOf[4].properties.usage.properties.cache_read_input_tokens.type}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
var valid8 = _errs68 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data25.output_tokens !== undefined){
let data29 = data25.output_tokens;
const _errs70 = errors;
if(!((typeof data29 == "number") && (isFinite(data29)))){
const err39 = {instancePath:instancePath+"/usage/output_tokens",schemaPath:"#/anyOf/4/properties/usage/properties/output_tokens/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
var valid8 = _errs70 === errors;
}
else {
var valid8 = true;
}
}
}
}
}
else {
const err40 = {instancePath:instancePath+"/usage",schemaPath:"#/anyOf/4/properties/usage/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
var valid6 = _errs61 === errors;
}
else {
var valid6 = true;
}
}
}
}
}
}
}
}
}
}
}
else {
const err41 = {instancePath,schemaPath:"#/anyOf/4/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
var _valid0 = _errs41 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
if(props0 !== true){
props0 = true;
}
}
if(!valid0){
const err42 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs0;
if(vErrors !== null){
if(_errs0){
vErrors.length = _errs0;
}
else {
vErrors = null;
}
}
}
validate20.errors = vErrors;
evaluated0.props = props0;
return errors === 0;
}
validate20.evaluated = {"dynamicProps":true,"dynamicItems":false};

const validateToolUse = validate21;
const schema32 = {"type":"object","required":["type","id","name","input"],"properties":{"type":{"const":"tool_use"},"id":{"type":"string"},"name":{"type":"string"},"input":{}},"additionalProperties":true};

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.type === undefined) && (missing0 = "type")) || ((data.id === undefined) && (missing0 = "id"))) || ((data.name === undefined) && (missing0 = "name"))) || ((data.input === undefined) && (missing0 = "input"))){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
if(data.type !== undefined){
const _errs2 = errors;
if("tool_use" !== data.type){
validate21.errors = [{instancePath:instancePath+"/type",schemaPath:"#/properties/type/const",keyword:"const",params:{allowedValue: "tool_use"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.id !== undefined){
const _errs3 = errors;
if(typeof data.id !== "string"){
validate21.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
const _errs5 = errors;
if(typeof data.name !== "string"){
validate21.errors = [{instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const validateToolResult = validate22;
const schema33 = {"type":"object","required":["type","tool_use_id"],"properties":{"type":{"const":"tool_result"},"tool_use_id":{"type":"string"},"is_error":{"type":["boolean","null"]},"content":{}},"additionalProperties":true};

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.type === undefined) && (missing0 = "type")) || ((data.tool_use_id === undefined) && (missing0 = "tool_use_id"))){
validate22.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
if(data.type !== undefined){
const _errs2 = errors;
if("tool_result" !== data.type){
validate22.errors = [{instancePath:instancePath+"/type",schemaPath:"#/properties/type/const",keyword:"const",params:{allowedValue: "tool_result"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.tool_use_id !== undefined){
const _errs3 = errors;
if(typeof data.tool_use_id !== "string"){
validate22.errors = [{instancePath:instancePath+"/tool_use_id",schemaPath:"#/properties/tool_use_id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.is_error !== undefined){
let data2 = data.is_error;
const _errs5 = errors;
if((typeof data2 !== "boolean") && (data2 !== null)){
validate22.errors = [{instancePath:instancePath+"/is_error",schemaPath:"#/properties/is_error/type",keyword:"type",params:{type: schema33.properties.is_error.type}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate22.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const isLine: Validator<Line> = validateLine
export const isToolResult: Validator<ToolResult> = validateToolResult
export const isToolUse: Validator<ToolUse> = validateToolUse
