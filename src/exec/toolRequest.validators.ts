// @ts-nocheck
// Written by scripts/generate from toolRequest.schema.ts. Changes go there.
import type { Validator } from "../validation.ts"
import type { ExecToolRequest, ProcessToolRequest } from "./toolRequest.schema.ts"

const validateExecToolRequest = validate20;
const schema31 = {"type":"object","required":["tool","command"],"properties":{"tool":{"const":"exec"},"id":{"description":"Comes back in the answer; requests that have one may be answered out of order","type":["string","number"]},"command":{"description":"For the shell","type":"string"},"yieldMs":{"description":"Milliseconds until it goes to the background, by default 10000; brought within 10 to 120000","type":"number"},"background":{"description":"It goes to the background at once","type":"boolean"},"timeout":{"description":"Seconds until it is ended with all that it has started; 0 is none, 1800 the default","type":"number"},"pty":{"description":"It has a terminal of 120 columns and 30 lines","type":"boolean"},"workdir":{"description":"The directory to start it in; the current one if there is none of that name","type":"string"},"env":{"description":"Variables besides the caller's; PATH, LD_* and DYLD_* are refused","type":"object","additionalProperties":{"type":"string"}},"elevated":{"description":"It runs outside the configured sandbox; the configuration has to allow that","type":"boolean"}},"additionalProperties":false};
const func1 = Object.prototype.hasOwnProperty;

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
let missing0;
if(((data.tool === undefined) && (missing0 = "tool")) || ((data.command === undefined) && (missing0 = "command"))){
validate20.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},schema:schema31.required,parentSchema:schema31,data}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func1.call(schema31.properties, key0))){
validate20.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema31,data}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.tool !== undefined){
let data0 = data.tool;
const _errs2 = errors;
if("exec" !== data0){
validate20.errors = [{instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/const",keyword:"const",params:{allowedValue: "exec"},schema:"exec",parentSchema:schema31.properties.tool,data:data0}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.id !== undefined){
let data1 = data.id;
const _errs3 = errors;
if((typeof data1 !== "string") && (!((typeof data1 == "number") && (isFinite(data1))))){
validate20.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: schema31.properties.id.type},schema:schema31.properties.id.type,parentSchema:schema31.properties.id,data:data1}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.command !== undefined){
let data2 = data.command;
const _errs5 = errors;
if(typeof data2 !== "string"){
validate20.errors = [{instancePath:instancePath+"/command",schemaPath:"#/properties/command/type",keyword:"type",params:{type: "string"},schema:schema31.properties.command.type,parentSchema:schema31.properties.command,data:data2}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.yieldMs !== undefined){
let data3 = data.yieldMs;
const _errs7 = errors;
if(!((typeof data3 == "number") && (isFinite(data3)))){
validate20.errors = [{instancePath:instancePath+"/yieldMs",schemaPath:"#/properties/yieldMs/type",keyword:"type",params:{type: "number"},schema:schema31.properties.yieldMs.type,parentSchema:schema31.properties.yieldMs,data:data3}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.background !== undefined){
let data4 = data.background;
const _errs9 = errors;
if(typeof data4 !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/background",schemaPath:"#/properties/background/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.background.type,parentSchema:schema31.properties.background,data:data4}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.timeout !== undefined){
let data5 = data.timeout;
const _errs11 = errors;
if(!((typeof data5 == "number") && (isFinite(data5)))){
validate20.errors = [{instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/type",keyword:"type",params:{type: "number"},schema:schema31.properties.timeout.type,parentSchema:schema31.properties.timeout,data:data5}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pty !== undefined){
let data6 = data.pty;
const _errs13 = errors;
if(typeof data6 !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/pty",schemaPath:"#/properties/pty/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.pty.type,parentSchema:schema31.properties.pty,data:data6}];
return false;
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.workdir !== undefined){
let data7 = data.workdir;
const _errs15 = errors;
if(typeof data7 !== "string"){
validate20.errors = [{instancePath:instancePath+"/workdir",schemaPath:"#/properties/workdir/type",keyword:"type",params:{type: "string"},schema:schema31.properties.workdir.type,parentSchema:schema31.properties.workdir,data:data7}];
return false;
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.env !== undefined){
let data8 = data.env;
const _errs17 = errors;
if(errors === _errs17){
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key1 in data8){
let data9 = data8[key1];
const _errs20 = errors;
if(typeof data9 !== "string"){
validate20.errors = [{instancePath:instancePath+"/env/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: "string"},schema:schema31.properties.env.additionalProperties.type,parentSchema:schema31.properties.env.additionalProperties,data:data9}];
return false;
}
var valid1 = _errs20 === errors;
if(!valid1){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: "object"},schema:schema31.properties.env.type,parentSchema:schema31.properties.env,data:data8}];
return false;
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.elevated !== undefined){
let data10 = data.elevated;
const _errs22 = errors;
if(typeof data10 !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/elevated",schemaPath:"#/properties/elevated/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.elevated.type,parentSchema:schema31.properties.elevated,data:data10}];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
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
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema31.type,parentSchema:schema31,data}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const validateProcessToolRequest = validate21;
const schema32 = {"type":"object","required":["tool","action"],"properties":{"tool":{"const":"process"},"id":{"description":"Comes back in the answer; requests that have one may be answered out of order","type":["string","number"]},"action":{"enum":["list","poll","log","write","send-keys","submit","paste","kill","clear","remove"]},"sessionId":{"type":"string"},"timeout":{"description":"Milliseconds to wait for news, at most 30000","type":"number"},"offset":{"description":"The first line, counted from 0; without `limit`, all lines from there","type":"number"},"limit":{"description":"How many lines; without `offset`, the last ones","type":"number"},"data":{"description":"What to write","type":"string"},"eof":{"description":"Closes its stdin afterwards","type":"boolean"},"keys":{"description":"Names of keys, as Enter, C-c, M-x, Up","type":"array","items":{"type":"string"}},"hex":{"description":"Bytes, each as two hexadecimal digits","type":"array","items":{"type":"string"}},"literal":{"description":"Text that is typed first, as it is","type":"string"},"text":{"type":"string"},"bracketed":{"description":"By default true","type":"boolean"}},"additionalProperties":false};

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
if(((data.tool === undefined) && (missing0 = "tool")) || ((data.action === undefined) && (missing0 = "action"))){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0},schema:schema32.required,parentSchema:schema32,data}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func1.call(schema32.properties, key0))){
validate21.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema32,data}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.tool !== undefined){
let data0 = data.tool;
const _errs2 = errors;
if("process" !== data0){
validate21.errors = [{instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/const",keyword:"const",params:{allowedValue: "process"},schema:"process",parentSchema:schema32.properties.tool,data:data0}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.id !== undefined){
let data1 = data.id;
const _errs3 = errors;
if((typeof data1 !== "string") && (!((typeof data1 == "number") && (isFinite(data1))))){
validate21.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: schema32.properties.id.type},schema:schema32.properties.id.type,parentSchema:schema32.properties.id,data:data1}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.action !== undefined){
let data2 = data.action;
const _errs5 = errors;
if(!((((((((((data2 === "list") || (data2 === "poll")) || (data2 === "log")) || (data2 === "write")) || (data2 === "send-keys")) || (data2 === "submit")) || (data2 === "paste")) || (data2 === "kill")) || (data2 === "clear")) || (data2 === "remove"))){
validate21.errors = [{instancePath:instancePath+"/action",schemaPath:"#/properties/action/enum",keyword:"enum",params:{allowedValues: schema32.properties.action.enum},schema:schema32.properties.action.enum,parentSchema:schema32.properties.action,data:data2}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sessionId !== undefined){
let data3 = data.sessionId;
const _errs6 = errors;
if(typeof data3 !== "string"){
validate21.errors = [{instancePath:instancePath+"/sessionId",schemaPath:"#/properties/sessionId/type",keyword:"type",params:{type: "string"},schema:schema32.properties.sessionId.type,parentSchema:schema32.properties.sessionId,data:data3}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.timeout !== undefined){
let data4 = data.timeout;
const _errs8 = errors;
if(!((typeof data4 == "number") && (isFinite(data4)))){
validate21.errors = [{instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/type",keyword:"type",params:{type: "number"},schema:schema32.properties.timeout.type,parentSchema:schema32.properties.timeout,data:data4}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.offset !== undefined){
let data5 = data.offset;
const _errs10 = errors;
if(!((typeof data5 == "number") && (isFinite(data5)))){
validate21.errors = [{instancePath:instancePath+"/offset",schemaPath:"#/properties/offset/type",keyword:"type",params:{type: "number"},schema:schema32.properties.offset.type,parentSchema:schema32.properties.offset,data:data5}];
return false;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.limit !== undefined){
let data6 = data.limit;
const _errs12 = errors;
if(!((typeof data6 == "number") && (isFinite(data6)))){
validate21.errors = [{instancePath:instancePath+"/limit",schemaPath:"#/properties/limit/type",keyword:"type",params:{type: "number"},schema:schema32.properties.limit.type,parentSchema:schema32.properties.limit,data:data6}];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.data !== undefined){
let data7 = data.data;
const _errs14 = errors;
if(typeof data7 !== "string"){
validate21.errors = [{instancePath:instancePath+"/data",schemaPath:"#/properties/data/type",keyword:"type",params:{type: "string"},schema:schema32.properties.data.type,parentSchema:schema32.properties.data,data:data7}];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.eof !== undefined){
let data8 = data.eof;
const _errs16 = errors;
if(typeof data8 !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/eof",schemaPath:"#/properties/eof/type",keyword:"type",params:{type: "boolean"},schema:schema32.properties.eof.type,parentSchema:schema32.properties.eof,data:data8}];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.keys !== undefined){
let data9 = data.keys;
const _errs18 = errors;
if(errors === _errs18){
if(Array.isArray(data9)){
var valid1 = true;
const len0 = data9.length;
for(let i0=0; i0<len0; i0++){
let data10 = data9[i0];
const _errs20 = errors;
if(typeof data10 !== "string"){
validate21.errors = [{instancePath:instancePath+"/keys/" + i0,schemaPath:"#/properties/keys/items/type",keyword:"type",params:{type: "string"},schema:schema32.properties.keys.items.type,parentSchema:schema32.properties.keys.items,data:data10}];
return false;
}
var valid1 = _errs20 === errors;
if(!valid1){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/keys",schemaPath:"#/properties/keys/type",keyword:"type",params:{type: "array"},schema:schema32.properties.keys.type,parentSchema:schema32.properties.keys,data:data9}];
return false;
}
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.hex !== undefined){
let data11 = data.hex;
const _errs22 = errors;
if(errors === _errs22){
if(Array.isArray(data11)){
var valid2 = true;
const len1 = data11.length;
for(let i1=0; i1<len1; i1++){
let data12 = data11[i1];
const _errs24 = errors;
if(typeof data12 !== "string"){
validate21.errors = [{instancePath:instancePath+"/hex/" + i1,schemaPath:"#/properties/hex/items/type",keyword:"type",params:{type: "string"},schema:schema32.properties.hex.items.type,parentSchema:schema32.properties.hex.items,data:data12}];
return false;
}
var valid2 = _errs24 === errors;
if(!valid2){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/hex",schemaPath:"#/properties/hex/type",keyword:"type",params:{type: "array"},schema:schema32.properties.hex.type,parentSchema:schema32.properties.hex,data:data11}];
return false;
}
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.literal !== undefined){
let data13 = data.literal;
const _errs26 = errors;
if(typeof data13 !== "string"){
validate21.errors = [{instancePath:instancePath+"/literal",schemaPath:"#/properties/literal/type",keyword:"type",params:{type: "string"},schema:schema32.properties.literal.type,parentSchema:schema32.properties.literal,data:data13}];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.text !== undefined){
let data14 = data.text;
const _errs28 = errors;
if(typeof data14 !== "string"){
validate21.errors = [{instancePath:instancePath+"/text",schemaPath:"#/properties/text/type",keyword:"type",params:{type: "string"},schema:schema32.properties.text.type,parentSchema:schema32.properties.text,data:data14}];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.bracketed !== undefined){
let data15 = data.bracketed;
const _errs30 = errors;
if(typeof data15 !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/bracketed",schemaPath:"#/properties/bracketed/type",keyword:"type",params:{type: "boolean"},schema:schema32.properties.bracketed.type,parentSchema:schema32.properties.bracketed,data:data15}];
return false;
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
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
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"},schema:schema32.type,parentSchema:schema32,data}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const isExecToolRequest: Validator<ExecToolRequest> = validateExecToolRequest
export const isProcessToolRequest: Validator<ProcessToolRequest> = validateProcessToolRequest
