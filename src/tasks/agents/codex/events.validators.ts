// @ts-nocheck
// Written by scripts/generate from events.schema.ts. Changes go there.
import type { Validator } from "../../../validation.ts"
import type { Line } from "./events.schema.ts"

const validateLine = validate20;
const schema31 = {"anyOf":[{"type":"object","required":["type","thread_id"],"properties":{"type":{"const":"thread.started"},"thread_id":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["type","item"],"properties":{"type":{"enum":["item.started","item.completed"]},"item":{"type":"object","required":["id","type"],"properties":{"id":{"type":"string"},"type":{"type":"string"},"text":{"type":"string"},"message":{"type":"string"},"command":{"type":"string"},"aggregated_output":{"type":"string"},"status":{"type":"string"}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type"],"properties":{"type":{"const":"turn.completed"},"usage":{"type":"object","required":["input_tokens","output_tokens"],"properties":{"input_tokens":{"type":"number"},"output_tokens":{"type":"number"}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type","error"],"properties":{"type":{"const":"turn.failed"},"error":{"type":"object","required":["message"],"properties":{"message":{"type":"string"}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type","message"],"properties":{"type":{"const":"error"},"message":{"type":"string"}},"additionalProperties":true}]};

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
if(((data.type === undefined) && (missing0 = "type")) || ((data.thread_id === undefined) && (missing0 = "thread_id"))){
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
if("thread.started" !== data.type){
const err1 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/0/properties/type/const",keyword:"const",params:{allowedValue: "thread.started"}};
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
if(data.thread_id !== undefined){
const _errs5 = errors;
if(typeof data.thread_id !== "string"){
const err2 = {instancePath:instancePath+"/thread_id",schemaPath:"#/anyOf/0/properties/thread_id/type",keyword:"type",params:{type: "string"}};
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
}
}
}
else {
const err3 = {instancePath,schemaPath:"#/anyOf/0/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
var _valid0 = _errs1 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
var props0 = true;
}
const _errs7 = errors;
if(errors === _errs7){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing1;
if(((data.type === undefined) && (missing1 = "type")) || ((data.item === undefined) && (missing1 = "item"))){
const err4 = {instancePath,schemaPath:"#/anyOf/1/required",keyword:"required",params:{missingProperty: missing1}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
if(data.type !== undefined){
let data2 = data.type;
const _errs10 = errors;
if(!((data2 === "item.started") || (data2 === "item.completed"))){
const err5 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/1/properties/type/enum",keyword:"enum",params:{allowedValues: schema31.anyOf[1].properties.type.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.item !== undefined){
let data3 = data.item;
const _errs11 = errors;
if(errors === _errs11){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing2;
if(((data3.id === undefined) && (missing2 = "id")) || ((data3.type === undefined) && (missing2 = "type"))){
const err6 = {instancePath:instancePath+"/item",schemaPath:"#/anyOf/1/properties/item/required",keyword:"required",params:{missingProperty: missing2}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
else {
if(data3.id !== undefined){
const _errs14 = errors;
if(typeof data3.id !== "string"){
const err7 = {instancePath:instancePath+"/item/id",schemaPath:"#/anyOf/1/properties/item/properties/id/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var valid3 = _errs14 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.type !== undefined){
const _errs16 = errors;
if(typeof data3.type !== "string"){
const err8 = {instancePath:instancePath+"/item/type",schemaPath:"#/anyOf/1/properties/item/properties/type/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
var valid3 = _errs16 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.text !== undefined){
const _errs18 = errors;
if(typeof data3.text !== "string"){
const err9 = {instancePath:instancePath+"/item/text",schemaPath:"#/anyOf/1/properties/item/properties/text/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
var valid3 = _errs18 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.message !== undefined){
const _errs20 = errors;
if(typeof data3.message !== "string"){
const err10 = {instancePath:instancePath+"/item/message",schemaPath:"#/anyOf/1/properties/item/properties/message/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
var valid3 = _errs20 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.command !== undefined){
const _errs22 = errors;
if(typeof data3.command !== "string"){
const err11 = {instancePath:instancePath+"/item/command",schemaPath:"#/anyOf/1/properties/item/properties/command/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var valid3 = _errs22 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.aggregated_output !== undefined){
const _errs24 = errors;
if(typeof data3.aggregated_output !== "string"){
const err12 = {instancePath:instancePath+"/item/aggregated_output",schemaPath:"#/anyOf/1/properties/item/properties/aggregated_output/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
var valid3 = _errs24 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.status !== undefined){
const _errs26 = errors;
if(typeof data3.status !== "string"){
const err13 = {instancePath:instancePath+"/item/status",schemaPath:"#/anyOf/1/properties/item/properties/status/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
var valid3 = _errs26 === errors;
}
else {
var valid3 = true;
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
const err14 = {instancePath:instancePath+"/item",schemaPath:"#/anyOf/1/properties/item/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
}
}
}
else {
const err15 = {instancePath,schemaPath:"#/anyOf/1/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
var _valid0 = _errs7 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
if(props0 !== true){
props0 = true;
}
}
const _errs28 = errors;
if(errors === _errs28){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing3;
if((data.type === undefined) && (missing3 = "type")){
const err16 = {instancePath,schemaPath:"#/anyOf/2/required",keyword:"required",params:{missingProperty: missing3}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
else {
if(data.type !== undefined){
const _errs31 = errors;
if("turn.completed" !== data.type){
const err17 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/2/properties/type/const",keyword:"const",params:{allowedValue: "turn.completed"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
var valid4 = _errs31 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.usage !== undefined){
let data12 = data.usage;
const _errs32 = errors;
if(errors === _errs32){
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
let missing4;
if(((data12.input_tokens === undefined) && (missing4 = "input_tokens")) || ((data12.output_tokens === undefined) && (missing4 = "output_tokens"))){
const err18 = {instancePath:instancePath+"/usage",schemaPath:"#/anyOf/2/properties/usage/required",keyword:"required",params:{missingProperty: missing4}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
else {
if(data12.input_tokens !== undefined){
let data13 = data12.input_tokens;
const _errs35 = errors;
if(!((typeof data13 == "number") && (isFinite(data13)))){
const err19 = {instancePath:instancePath+"/usage/input_tokens",schemaPath:"#/anyOf/2/properties/usage/properties/input_tokens/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
var valid5 = _errs35 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data12.output_tokens !== undefined){
let data14 = data12.output_tokens;
const _errs37 = errors;
if(!((typeof data14 == "number") && (isFinite(data14)))){
const err20 = {instancePath:instancePath+"/usage/output_tokens",schemaPath:"#/anyOf/2/properties/usage/properties/output_tokens/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
var valid5 = _errs37 === errors;
}
else {
var valid5 = true;
}
}
}
}
else {
const err21 = {instancePath:instancePath+"/usage",schemaPath:"#/anyOf/2/properties/usage/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
var valid4 = _errs32 === errors;
}
else {
var valid4 = true;
}
}
}
}
else {
const err22 = {instancePath,schemaPath:"#/anyOf/2/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
var _valid0 = _errs28 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
if(props0 !== true){
props0 = true;
}
}
const _errs39 = errors;
if(errors === _errs39){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing5;
if(((data.type === undefined) && (missing5 = "type")) || ((data.error === undefined) && (missing5 = "error"))){
const err23 = {instancePath,schemaPath:"#/anyOf/3/required",keyword:"required",params:{missingProperty: missing5}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
else {
if(data.type !== undefined){
const _errs42 = errors;
if("turn.failed" !== data.type){
const err24 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/3/properties/type/const",keyword:"const",params:{allowedValue: "turn.failed"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
var valid6 = _errs42 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data.error !== undefined){
let data16 = data.error;
const _errs43 = errors;
if(errors === _errs43){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
let missing6;
if((data16.message === undefined) && (missing6 = "message")){
const err25 = {instancePath:instancePath+"/error",schemaPath:"#/anyOf/3/properties/error/required",keyword:"required",params:{missingProperty: missing6}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
else {
if(data16.message !== undefined){
if(typeof data16.message !== "string"){
const err26 = {instancePath:instancePath+"/error/message",schemaPath:"#/anyOf/3/properties/error/properties/message/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
}
else {
const err27 = {instancePath:instancePath+"/error",schemaPath:"#/anyOf/3/properties/error/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
var valid6 = _errs43 === errors;
}
else {
var valid6 = true;
}
}
}
}
else {
const err28 = {instancePath,schemaPath:"#/anyOf/3/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
var _valid0 = _errs39 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
if(props0 !== true){
props0 = true;
}
}
const _errs48 = errors;
if(errors === _errs48){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing7;
if(((data.type === undefined) && (missing7 = "type")) || ((data.message === undefined) && (missing7 = "message"))){
const err29 = {instancePath,schemaPath:"#/anyOf/4/required",keyword:"required",params:{missingProperty: missing7}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
else {
if(data.type !== undefined){
const _errs51 = errors;
if("error" !== data.type){
const err30 = {instancePath:instancePath+"/type",schemaPath:"#/anyOf/4/properties/type/const",keyword:"const",params:{allowedValue: "error"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var valid8 = _errs51 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data.message !== undefined){
const _errs52 = errors;
if(typeof data.message !== "string"){
const err31 = {instancePath:instancePath+"/message",schemaPath:"#/anyOf/4/properties/message/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
var valid8 = _errs52 === errors;
}
else {
var valid8 = true;
}
}
}
}
else {
const err32 = {instancePath,schemaPath:"#/anyOf/4/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
var _valid0 = _errs48 === errors;
valid0 = valid0 || _valid0;
if(_valid0){
if(props0 !== true){
props0 = true;
}
}
if(!valid0){
const err33 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
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

export const isLine: Validator<Line> = validateLine
