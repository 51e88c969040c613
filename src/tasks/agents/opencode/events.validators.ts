// @ts-nocheck
// Written by scripts/generate from events.schema.ts. Changes go there.
import type { Validator } from "../../../validation.ts"
import type { Line } from "./events.schema.ts"

const validateLine = validate20;
const schema31 = {"type":"object","oneOf":[{"type":"object","required":["type","sessionID"],"properties":{"type":{"const":"step_start"},"sessionID":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["type","part"],"properties":{"type":{"const":"text"},"part":{"type":"object","required":["type","text"],"properties":{"type":{"const":"text"},"text":{"type":"string"}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type","part"],"properties":{"type":{"const":"tool_use"},"part":{"type":"object","required":["tool","callID","state"],"properties":{"tool":{"type":"string"},"callID":{"type":"string"},"state":{"type":"object","required":["status"],"properties":{"status":{"type":"string"},"input":{},"output":{"type":"string"},"error":{"type":"string"}},"additionalProperties":true}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type","part"],"properties":{"type":{"const":"step_finish"},"part":{"type":"object","required":["reason"],"properties":{"reason":{"type":"string"},"cost":{"type":"number"},"tokens":{"type":"object","properties":{"total":{"type":"number"}},"additionalProperties":true}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type","error"],"properties":{"type":{"const":"error"},"sessionID":{"type":"string"},"error":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"data":{"type":"object","properties":{"message":{"type":"string"},"isRetryable":{"type":"boolean"}},"additionalProperties":true}},"additionalProperties":true}},"additionalProperties":true}],"discriminator":{"propertyName":"type"}};

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
if(tag0 === "step_start"){
const _errs2 = errors;
if(errors === _errs2){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.type === undefined) && (missing0 = "type")) || ((data.sessionID === undefined) && (missing0 = "sessionID"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
if(data.type !== undefined){
const _errs5 = errors;
if("step_start" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/0/properties/type/const",keyword:"const",params:{allowedValue: "step_start"}}];
return false;
}
var valid2 = _errs5 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.sessionID !== undefined){
const _errs6 = errors;
if(typeof data.sessionID !== "string"){
validate20.errors = [{instancePath:instancePath+"/sessionID",schemaPath:"#/oneOf/0/properties/sessionID/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs6 === errors;
}
else {
var valid2 = true;
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
else if(tag0 === "text"){
const _errs8 = errors;
if(errors === _errs8){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing1;
if(((data.type === undefined) && (missing1 = "type")) || ((data.part === undefined) && (missing1 = "part"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
if(data.type !== undefined){
const _errs11 = errors;
if("text" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/1/properties/type/const",keyword:"const",params:{allowedValue: "text"}}];
return false;
}
var valid4 = _errs11 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.part !== undefined){
let data3 = data.part;
const _errs12 = errors;
if(errors === _errs12){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing2;
if(((data3.type === undefined) && (missing2 = "type")) || ((data3.text === undefined) && (missing2 = "text"))){
validate20.errors = [{instancePath:instancePath+"/part",schemaPath:"#/oneOf/1/properties/part/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
if(data3.type !== undefined){
const _errs15 = errors;
if("text" !== data3.type){
validate20.errors = [{instancePath:instancePath+"/part/type",schemaPath:"#/oneOf/1/properties/part/properties/type/const",keyword:"const",params:{allowedValue: "text"}}];
return false;
}
var valid5 = _errs15 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data3.text !== undefined){
const _errs16 = errors;
if(typeof data3.text !== "string"){
validate20.errors = [{instancePath:instancePath+"/part/text",schemaPath:"#/oneOf/1/properties/part/properties/text/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs16 === errors;
}
else {
var valid5 = true;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/part",schemaPath:"#/oneOf/1/properties/part/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid4 = _errs12 === errors;
}
else {
var valid4 = true;
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
const _errs18 = errors;
if(errors === _errs18){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing3;
if(((data.type === undefined) && (missing3 = "type")) || ((data.part === undefined) && (missing3 = "part"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/2/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
if(data.type !== undefined){
const _errs21 = errors;
if("tool_use" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/2/properties/type/const",keyword:"const",params:{allowedValue: "tool_use"}}];
return false;
}
var valid7 = _errs21 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data.part !== undefined){
let data7 = data.part;
const _errs22 = errors;
if(errors === _errs22){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
let missing4;
if((((data7.tool === undefined) && (missing4 = "tool")) || ((data7.callID === undefined) && (missing4 = "callID"))) || ((data7.state === undefined) && (missing4 = "state"))){
validate20.errors = [{instancePath:instancePath+"/part",schemaPath:"#/oneOf/2/properties/part/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
if(data7.tool !== undefined){
const _errs25 = errors;
if(typeof data7.tool !== "string"){
validate20.errors = [{instancePath:instancePath+"/part/tool",schemaPath:"#/oneOf/2/properties/part/properties/tool/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs25 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data7.callID !== undefined){
const _errs27 = errors;
if(typeof data7.callID !== "string"){
validate20.errors = [{instancePath:instancePath+"/part/callID",schemaPath:"#/oneOf/2/properties/part/properties/callID/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs27 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data7.state !== undefined){
let data10 = data7.state;
const _errs29 = errors;
if(errors === _errs29){
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
let missing5;
if((data10.status === undefined) && (missing5 = "status")){
validate20.errors = [{instancePath:instancePath+"/part/state",schemaPath:"#/oneOf/2/properties/part/properties/state/required",keyword:"required",params:{missingProperty: missing5}}];
return false;
}
else {
if(data10.status !== undefined){
const _errs32 = errors;
if(typeof data10.status !== "string"){
validate20.errors = [{instancePath:instancePath+"/part/state/status",schemaPath:"#/oneOf/2/properties/part/properties/state/properties/status/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid9 = _errs32 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data10.output !== undefined){
const _errs34 = errors;
if(typeof data10.output !== "string"){
validate20.errors = [{instancePath:instancePath+"/part/state/output",schemaPath:"#/oneOf/2/properties/part/properties/state/properties/output/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid9 = _errs34 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data10.error !== undefined){
const _errs36 = errors;
if(typeof data10.error !== "string"){
validate20.errors = [{instancePath:instancePath+"/part/state/error",schemaPath:"#/oneOf/2/properties/part/properties/state/properties/error/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid9 = _errs36 === errors;
}
else {
var valid9 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/part/state",schemaPath:"#/oneOf/2/properties/part/properties/state/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid8 = _errs29 === errors;
}
else {
var valid8 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/part",schemaPath:"#/oneOf/2/properties/part/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid7 = _errs22 === errors;
}
else {
var valid7 = true;
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
else if(tag0 === "step_finish"){
const _errs38 = errors;
if(errors === _errs38){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing6;
if(((data.type === undefined) && (missing6 = "type")) || ((data.part === undefined) && (missing6 = "part"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/3/required",keyword:"required",params:{missingProperty: missing6}}];
return false;
}
else {
if(data.type !== undefined){
const _errs41 = errors;
if("step_finish" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/3/properties/type/const",keyword:"const",params:{allowedValue: "step_finish"}}];
return false;
}
var valid11 = _errs41 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data.part !== undefined){
let data15 = data.part;
const _errs42 = errors;
if(errors === _errs42){
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
let missing7;
if((data15.reason === undefined) && (missing7 = "reason")){
validate20.errors = [{instancePath:instancePath+"/part",schemaPath:"#/oneOf/3/properties/part/required",keyword:"required",params:{missingProperty: missing7}}];
return false;
}
else {
if(data15.reason !== undefined){
const _errs45 = errors;
if(typeof data15.reason !== "string"){
validate20.errors = [{instancePath:instancePath+"/part/reason",schemaPath:"#/oneOf/3/properties/part/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid12 = _errs45 === errors;
}
else {
var valid12 = true;
}
if(valid12){
if(data15.cost !== undefined){
let data17 = data15.cost;
const _errs47 = errors;
if(!((typeof data17 == "number") && (isFinite(data17)))){
validate20.errors = [{instancePath:instancePath+"/part/cost",schemaPath:"#/oneOf/3/properties/part/properties/cost/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid12 = _errs47 === errors;
}
else {
var valid12 = true;
}
if(valid12){
if(data15.tokens !== undefined){
let data18 = data15.tokens;
const _errs49 = errors;
if(errors === _errs49){
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
if(data18.total !== undefined){
let data19 = data18.total;
if(!((typeof data19 == "number") && (isFinite(data19)))){
validate20.errors = [{instancePath:instancePath+"/part/tokens/total",schemaPath:"#/oneOf/3/properties/part/properties/tokens/properties/total/type",keyword:"type",params:{type: "number"}}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/part/tokens",schemaPath:"#/oneOf/3/properties/part/properties/tokens/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid12 = _errs49 === errors;
}
else {
var valid12 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/part",schemaPath:"#/oneOf/3/properties/part/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid11 = _errs42 === errors;
}
else {
var valid11 = true;
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
const _errs54 = errors;
if(errors === _errs54){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing8;
if(((data.type === undefined) && (missing8 = "type")) || ((data.error === undefined) && (missing8 = "error"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/4/required",keyword:"required",params:{missingProperty: missing8}}];
return false;
}
else {
if(data.type !== undefined){
const _errs57 = errors;
if("error" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/4/properties/type/const",keyword:"const",params:{allowedValue: "error"}}];
return false;
}
var valid15 = _errs57 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data.sessionID !== undefined){
const _errs58 = errors;
if(typeof data.sessionID !== "string"){
validate20.errors = [{instancePath:instancePath+"/sessionID",schemaPath:"#/oneOf/4/properties/sessionID/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid15 = _errs58 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data.error !== undefined){
let data22 = data.error;
const _errs60 = errors;
if(errors === _errs60){
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
let missing9;
if((data22.name === undefined) && (missing9 = "name")){
validate20.errors = [{instancePath:instancePath+"/error",schemaPath:"#/oneOf/4/properties/error/required",keyword:"required",params:{missingProperty: missing9}}];
return false;
}
else {
if(data22.name !== undefined){
const _errs63 = errors;
if(typeof data22.name !== "string"){
validate20.errors = [{instancePath:instancePath+"/error/name",schemaPath:"#/oneOf/4/properties/error/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid16 = _errs63 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data22.data !== undefined){
let data24 = data22.data;
const _errs65 = errors;
if(errors === _errs65){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
if(data24.message !== undefined){
const _errs68 = errors;
if(typeof data24.message !== "string"){
validate20.errors = [{instancePath:instancePath+"/error/data/message",schemaPath:"#/oneOf/4/properties/error/properties/data/properties/message/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid17 = _errs68 === errors;
}
else {
var valid17 = true;
}
if(valid17){
if(data24.isRetryable !== undefined){
const _errs70 = errors;
if(typeof data24.isRetryable !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/error/data/isRetryable",schemaPath:"#/oneOf/4/properties/error/properties/data/properties/isRetryable/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid17 = _errs70 === errors;
}
else {
var valid17 = true;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/error/data",schemaPath:"#/oneOf/4/properties/error/properties/data/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid16 = _errs65 === errors;
}
else {
var valid16 = true;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/error",schemaPath:"#/oneOf/4/properties/error/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid15 = _errs60 === errors;
}
else {
var valid15 = true;
}
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
