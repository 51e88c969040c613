// @ts-nocheck
// Written by scripts/generate from events.schema.ts. Changes go there.
import type { Validator } from "../../../validation.ts"
import type { Line } from "./events.schema.ts"

const validateLine = validate20;
const schema31 = {"type":"object","oneOf":[{"type":"object","required":["type","session_id"],"properties":{"type":{"const":"init"},"session_id":{"type":"string"},"model":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["type","role","content"],"properties":{"type":{"const":"message"},"role":{"type":"string"},"content":{"type":"string"},"delta":{"type":"boolean"}},"additionalProperties":true},{"type":"object","required":["type","tool_name","tool_id"],"properties":{"type":{"const":"tool_use"},"tool_name":{"type":"string"},"tool_id":{"type":"string"},"parameters":{}},"additionalProperties":true},{"type":"object","required":["type","tool_id","status"],"properties":{"type":{"const":"tool_result"},"tool_id":{"type":"string"},"status":{"type":"string"},"output":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["type","message"],"properties":{"type":{"const":"error"},"message":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["type","status"],"properties":{"type":{"const":"result"},"status":{"type":"string"},"error":{"type":"object","required":["message"],"properties":{"message":{"type":"string"}},"additionalProperties":true},"stats":{"type":"object","properties":{"total_tokens":{"type":"number"},"duration_ms":{"type":"number"}},"additionalProperties":true}},"additionalProperties":true}],"discriminator":{"propertyName":"type"}};

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
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const tag0 = data.type;
if(typeof tag0 == "string"){
if(tag0 === "init"){
const _errs2 = errors;
if(errors === _errs2){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.type === undefined) && (missing0 = "type")) || ((data.session_id === undefined) && (missing0 = "session_id"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
if(data.type !== undefined){
const _errs5 = errors;
if("init" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/0/properties/type/const",keyword:"const",params:{allowedValue: "init"}}];
return false;
}
var valid2 = _errs5 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.session_id !== undefined){
const _errs6 = errors;
if(typeof data.session_id !== "string"){
validate20.errors = [{instancePath:instancePath+"/session_id",schemaPath:"#/oneOf/0/properties/session_id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs6 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.model !== undefined){
const _errs8 = errors;
if(typeof data.model !== "string"){
validate20.errors = [{instancePath:instancePath+"/model",schemaPath:"#/oneOf/0/properties/model/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs8 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/0/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var props0 = true;
}
else if(tag0 === "message"){
const _errs10 = errors;
if(errors === _errs10){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing1;
if((((data.type === undefined) && (missing1 = "type")) || ((data.role === undefined) && (missing1 = "role"))) || ((data.content === undefined) && (missing1 = "content"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
if(data.type !== undefined){
const _errs13 = errors;
if("message" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/1/properties/type/const",keyword:"const",params:{allowedValue: "message"}}];
return false;
}
var valid4 = _errs13 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.role !== undefined){
const _errs14 = errors;
if(typeof data.role !== "string"){
validate20.errors = [{instancePath:instancePath+"/role",schemaPath:"#/oneOf/1/properties/role/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs14 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.content !== undefined){
const _errs16 = errors;
if(typeof data.content !== "string"){
validate20.errors = [{instancePath:instancePath+"/content",schemaPath:"#/oneOf/1/properties/content/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs16 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.delta !== undefined){
const _errs18 = errors;
if(typeof data.delta !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/delta",schemaPath:"#/oneOf/1/properties/delta/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid4 = _errs18 === errors;
}
else {
var valid4 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/1/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "tool_use"){
const _errs20 = errors;
if(errors === _errs20){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing2;
if((((data.type === undefined) && (missing2 = "type")) || ((data.tool_name === undefined) && (missing2 = "tool_name"))) || ((data.tool_id === undefined) && (missing2 = "tool_id"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/2/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
if(data.type !== undefined){
const _errs23 = errors;
if("tool_use" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/2/properties/type/const",keyword:"const",params:{allowedValue: "tool_use"}}];
return false;
}
var valid6 = _errs23 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.tool_name !== undefined){
const _errs24 = errors;
if(typeof data.tool_name !== "string"){
validate20.errors = [{instancePath:instancePath+"/tool_name",schemaPath:"#/oneOf/2/properties/tool_name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid6 = _errs24 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.tool_id !== undefined){
const _errs26 = errors;
if(typeof data.tool_id !== "string"){
validate20.errors = [{instancePath:instancePath+"/tool_id",schemaPath:"#/oneOf/2/properties/tool_id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid6 = _errs26 === errors;
}
else {
var valid6 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/2/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "tool_result"){
const _errs28 = errors;
if(errors === _errs28){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing3;
if((((data.type === undefined) && (missing3 = "type")) || ((data.tool_id === undefined) && (missing3 = "tool_id"))) || ((data.status === undefined) && (missing3 = "status"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/3/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
if(data.type !== undefined){
const _errs31 = errors;
if("tool_result" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/3/properties/type/const",keyword:"const",params:{allowedValue: "tool_result"}}];
return false;
}
var valid8 = _errs31 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data.tool_id !== undefined){
const _errs32 = errors;
if(typeof data.tool_id !== "string"){
validate20.errors = [{instancePath:instancePath+"/tool_id",schemaPath:"#/oneOf/3/properties/tool_id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs32 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data.status !== undefined){
const _errs34 = errors;
if(typeof data.status !== "string"){
validate20.errors = [{instancePath:instancePath+"/status",schemaPath:"#/oneOf/3/properties/status/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs34 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data.output !== undefined){
const _errs36 = errors;
if(typeof data.output !== "string"){
validate20.errors = [{instancePath:instancePath+"/output",schemaPath:"#/oneOf/3/properties/output/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs36 === errors;
}
else {
var valid8 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/3/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "error"){
const _errs38 = errors;
if(errors === _errs38){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing4;
if(((data.type === undefined) && (missing4 = "type")) || ((data.message === undefined) && (missing4 = "message"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/4/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
if(data.type !== undefined){
const _errs41 = errors;
if("error" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/4/properties/type/const",keyword:"const",params:{allowedValue: "error"}}];
return false;
}
var valid10 = _errs41 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data.message !== undefined){
const _errs42 = errors;
if(typeof data.message !== "string"){
validate20.errors = [{instancePath:instancePath+"/message",schemaPath:"#/oneOf/4/properties/message/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid10 = _errs42 === errors;
}
else {
var valid10 = true;
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/4/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "result"){
const _errs44 = errors;
if(errors === _errs44){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing5;
if(((data.type === undefined) && (missing5 = "type")) || ((data.status === undefined) && (missing5 = "status"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/5/required",keyword:"required",params:{missingProperty: missing5}}];
return false;
}
else {
if(data.type !== undefined){
const _errs47 = errors;
if("result" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/5/properties/type/const",keyword:"const",params:{allowedValue: "result"}}];
return false;
}
var valid12 = _errs47 === errors;
}
else {
var valid12 = true;
}
if(valid12){
if(data.status !== undefined){
const _errs48 = errors;
if(typeof data.status !== "string"){
validate20.errors = [{instancePath:instancePath+"/status",schemaPath:"#/oneOf/5/properties/status/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid12 = _errs48 === errors;
}
else {
var valid12 = true;
}
if(valid12){
if(data.error !== undefined){
let data18 = data.error;
const _errs50 = errors;
if(errors === _errs50){
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
let missing6;
if((data18.message === undefined) && (missing6 = "message")){
validate20.errors = [{instancePath:instancePath+"/error",schemaPath:"#/oneOf/5/properties/error/required",keyword:"required",params:{missingProperty: missing6}}];
return false;
}
else {
if(data18.message !== undefined){
if(typeof data18.message !== "string"){
validate20.errors = [{instancePath:instancePath+"/error/message",schemaPath:"#/oneOf/5/properties/error/properties/message/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/error",schemaPath:"#/oneOf/5/properties/error/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid12 = _errs50 === errors;
}
else {
var valid12 = true;
}
if(valid12){
if(data.stats !== undefined){
let data20 = data.stats;
const _errs55 = errors;
if(errors === _errs55){
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
if(data20.total_tokens !== undefined){
let data21 = data20.total_tokens;
const _errs58 = errors;
if(!((typeof data21 == "number") && (isFinite(data21)))){
validate20.errors = [{instancePath:instancePath+"/stats/total_tokens",schemaPath:"#/oneOf/5/properties/stats/properties/total_tokens/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid14 = _errs58 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data20.duration_ms !== undefined){
let data22 = data20.duration_ms;
const _errs60 = errors;
if(!((typeof data22 == "number") && (isFinite(data22)))){
validate20.errors = [{instancePath:instancePath+"/stats/duration_ms",schemaPath:"#/oneOf/5/properties/stats/properties/duration_ms/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid14 = _errs60 === errors;
}
else {
var valid14 = true;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/stats",schemaPath:"#/oneOf/5/properties/stats/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid12 = _errs55 === errors;
}
else {
var valid12 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/5/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "type", tagValue: tag0}}];
return false;
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "tag", tag: "type", tagValue: tag0}}];
return false;
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate20.errors = vErrors;
evaluated0.props = props0;
return errors === 0;
}
validate20.evaluated = {"dynamicProps":true,"dynamicItems":false};

export const isLine: Validator<Line> = validateLine
