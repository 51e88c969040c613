// @ts-nocheck
// Written by scripts/generate from events.schema.ts. Changes go there.
import type { Validator } from "../../../validation.ts"
import type { Line, Message } from "./events.schema.ts"

const validateLine = validate20;
const schema31 = {"type":"object","oneOf":[{"type":"object","required":["type","id"],"properties":{"type":{"const":"session"},"id":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["type","message"],"properties":{"type":{"const":"message_end"},"message":{"type":"object","required":["role","content"],"properties":{"role":{"type":"string"},"content":{},"stopReason":{"type":"string"},"errorMessage":{"type":"string"},"usage":{"type":"object","properties":{"totalTokens":{"type":"number"},"cost":{"type":"object","properties":{"total":{"type":"number"}},"additionalProperties":true}},"additionalProperties":true}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type","toolCallId","toolName"],"properties":{"type":{"const":"tool_execution_start"},"toolCallId":{"type":"string"},"toolName":{"type":"string"},"args":{}},"additionalProperties":true},{"type":"object","required":["type","toolCallId"],"properties":{"type":{"const":"tool_execution_end"},"toolCallId":{"type":"string"},"isError":{"type":"boolean"},"result":{"type":"object","properties":{"content":{}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["type"],"properties":{"type":{"const":"auto_retry_start"},"errorMessage":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["type","messages"],"properties":{"type":{"const":"agent_end"},"messages":{"type":"array","items":{}}},"additionalProperties":true}],"discriminator":{"propertyName":"type"}};

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
if(tag0 === "session"){
const _errs2 = errors;
if(errors === _errs2){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.type === undefined) && (missing0 = "type")) || ((data.id === undefined) && (missing0 = "id"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
if(data.type !== undefined){
const _errs5 = errors;
if("session" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/0/properties/type/const",keyword:"const",params:{allowedValue: "session"}}];
return false;
}
var valid2 = _errs5 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.id !== undefined){
const _errs6 = errors;
if(typeof data.id !== "string"){
validate20.errors = [{instancePath:instancePath+"/id",schemaPath:"#/oneOf/0/properties/id/type",keyword:"type",params:{type: "string"}}];
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
else if(tag0 === "message_end"){
const _errs8 = errors;
if(errors === _errs8){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing1;
if(((data.type === undefined) && (missing1 = "type")) || ((data.message === undefined) && (missing1 = "message"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
if(data.type !== undefined){
const _errs11 = errors;
if("message_end" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/1/properties/type/const",keyword:"const",params:{allowedValue: "message_end"}}];
return false;
}
var valid4 = _errs11 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.message !== undefined){
let data3 = data.message;
const _errs12 = errors;
if(errors === _errs12){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing2;
if(((data3.role === undefined) && (missing2 = "role")) || ((data3.content === undefined) && (missing2 = "content"))){
validate20.errors = [{instancePath:instancePath+"/message",schemaPath:"#/oneOf/1/properties/message/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
if(data3.role !== undefined){
const _errs15 = errors;
if(typeof data3.role !== "string"){
validate20.errors = [{instancePath:instancePath+"/message/role",schemaPath:"#/oneOf/1/properties/message/properties/role/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs15 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data3.stopReason !== undefined){
const _errs17 = errors;
if(typeof data3.stopReason !== "string"){
validate20.errors = [{instancePath:instancePath+"/message/stopReason",schemaPath:"#/oneOf/1/properties/message/properties/stopReason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs17 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data3.errorMessage !== undefined){
const _errs19 = errors;
if(typeof data3.errorMessage !== "string"){
validate20.errors = [{instancePath:instancePath+"/message/errorMessage",schemaPath:"#/oneOf/1/properties/message/properties/errorMessage/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs19 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data3.usage !== undefined){
let data7 = data3.usage;
const _errs21 = errors;
if(errors === _errs21){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.totalTokens !== undefined){
let data8 = data7.totalTokens;
const _errs24 = errors;
if(!((typeof data8 == "number") && (isFinite(data8)))){
validate20.errors = [{instancePath:instancePath+"/message/usage/totalTokens",schemaPath:"#/oneOf/1/properties/message/properties/usage/properties/totalTokens/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid6 = _errs24 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data7.cost !== undefined){
let data9 = data7.cost;
const _errs26 = errors;
if(errors === _errs26){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
if(data9.total !== undefined){
let data10 = data9.total;
if(!((typeof data10 == "number") && (isFinite(data10)))){
validate20.errors = [{instancePath:instancePath+"/message/usage/cost/total",schemaPath:"#/oneOf/1/properties/message/properties/usage/properties/cost/properties/total/type",keyword:"type",params:{type: "number"}}];
return false;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/message/usage/cost",schemaPath:"#/oneOf/1/properties/message/properties/usage/properties/cost/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid6 = _errs26 === errors;
}
else {
var valid6 = true;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/message/usage",schemaPath:"#/oneOf/1/properties/message/properties/usage/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid5 = _errs21 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/message",schemaPath:"#/oneOf/1/properties/message/type",keyword:"type",params:{type: "object"}}];
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
else if(tag0 === "tool_execution_start"){
const _errs31 = errors;
if(errors === _errs31){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing3;
if((((data.type === undefined) && (missing3 = "type")) || ((data.toolCallId === undefined) && (missing3 = "toolCallId"))) || ((data.toolName === undefined) && (missing3 = "toolName"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/2/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
if(data.type !== undefined){
const _errs34 = errors;
if("tool_execution_start" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/2/properties/type/const",keyword:"const",params:{allowedValue: "tool_execution_start"}}];
return false;
}
var valid9 = _errs34 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data.toolCallId !== undefined){
const _errs35 = errors;
if(typeof data.toolCallId !== "string"){
validate20.errors = [{instancePath:instancePath+"/toolCallId",schemaPath:"#/oneOf/2/properties/toolCallId/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid9 = _errs35 === errors;
}
else {
var valid9 = true;
}
if(valid9){
if(data.toolName !== undefined){
const _errs37 = errors;
if(typeof data.toolName !== "string"){
validate20.errors = [{instancePath:instancePath+"/toolName",schemaPath:"#/oneOf/2/properties/toolName/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid9 = _errs37 === errors;
}
else {
var valid9 = true;
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
else if(tag0 === "tool_execution_end"){
const _errs39 = errors;
if(errors === _errs39){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing4;
if(((data.type === undefined) && (missing4 = "type")) || ((data.toolCallId === undefined) && (missing4 = "toolCallId"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/3/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
if(data.type !== undefined){
const _errs42 = errors;
if("tool_execution_end" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/3/properties/type/const",keyword:"const",params:{allowedValue: "tool_execution_end"}}];
return false;
}
var valid11 = _errs42 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data.toolCallId !== undefined){
const _errs43 = errors;
if(typeof data.toolCallId !== "string"){
validate20.errors = [{instancePath:instancePath+"/toolCallId",schemaPath:"#/oneOf/3/properties/toolCallId/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid11 = _errs43 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data.isError !== undefined){
const _errs45 = errors;
if(typeof data.isError !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/isError",schemaPath:"#/oneOf/3/properties/isError/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid11 = _errs45 === errors;
}
else {
var valid11 = true;
}
if(valid11){
if(data.result !== undefined){
let data17 = data.result;
const _errs47 = errors;
if(errors === _errs47){
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
}
else {
validate20.errors = [{instancePath:instancePath+"/result",schemaPath:"#/oneOf/3/properties/result/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid11 = _errs47 === errors;
}
else {
var valid11 = true;
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
else if(tag0 === "auto_retry_start"){
const _errs50 = errors;
if(errors === _errs50){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing5;
if((data.type === undefined) && (missing5 = "type")){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/4/required",keyword:"required",params:{missingProperty: missing5}}];
return false;
}
else {
if(data.type !== undefined){
const _errs53 = errors;
if("auto_retry_start" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/4/properties/type/const",keyword:"const",params:{allowedValue: "auto_retry_start"}}];
return false;
}
var valid13 = _errs53 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data.errorMessage !== undefined){
const _errs54 = errors;
if(typeof data.errorMessage !== "string"){
validate20.errors = [{instancePath:instancePath+"/errorMessage",schemaPath:"#/oneOf/4/properties/errorMessage/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid13 = _errs54 === errors;
}
else {
var valid13 = true;
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
else if(tag0 === "agent_end"){
const _errs56 = errors;
if(errors === _errs56){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing6;
if(((data.type === undefined) && (missing6 = "type")) || ((data.messages === undefined) && (missing6 = "messages"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/5/required",keyword:"required",params:{missingProperty: missing6}}];
return false;
}
else {
if(data.type !== undefined){
const _errs59 = errors;
if("agent_end" !== data.type){
validate20.errors = [{instancePath:instancePath+"/type",schemaPath:"#/oneOf/5/properties/type/const",keyword:"const",params:{allowedValue: "agent_end"}}];
return false;
}
var valid15 = _errs59 === errors;
}
else {
var valid15 = true;
}
if(valid15){
if(data.messages !== undefined){
const _errs60 = errors;
if(errors === _errs60){
if(!(Array.isArray(data.messages))){
validate20.errors = [{instancePath:instancePath+"/messages",schemaPath:"#/oneOf/5/properties/messages/type",keyword:"type",params:{type: "array"}}];
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

const validateMessage = validate21;
const schema32 = {"type":"object","required":["role","content"],"properties":{"role":{"type":"string"},"content":{},"stopReason":{"type":"string"},"errorMessage":{"type":"string"},"usage":{"type":"object","properties":{"totalTokens":{"type":"number"},"cost":{"type":"object","properties":{"total":{"type":"number"}},"additionalProperties":true}},"additionalProperties":true}},"additionalProperties":true};

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
if(((data.role === undefined) && (missing0 = "role")) || ((data.content === undefined) && (missing0 = "content"))){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
if(data.role !== undefined){
const _errs2 = errors;
if(typeof data.role !== "string"){
validate21.errors = [{instancePath:instancePath+"/role",schemaPath:"#/properties/role/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stopReason !== undefined){
const _errs4 = errors;
if(typeof data.stopReason !== "string"){
validate21.errors = [{instancePath:instancePath+"/stopReason",schemaPath:"#/properties/stopReason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.errorMessage !== undefined){
const _errs6 = errors;
if(typeof data.errorMessage !== "string"){
validate21.errors = [{instancePath:instancePath+"/errorMessage",schemaPath:"#/properties/errorMessage/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.usage !== undefined){
let data3 = data.usage;
const _errs8 = errors;
if(errors === _errs8){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
if(data3.totalTokens !== undefined){
let data4 = data3.totalTokens;
const _errs11 = errors;
if(!((typeof data4 == "number") && (isFinite(data4)))){
validate21.errors = [{instancePath:instancePath+"/usage/totalTokens",schemaPath:"#/properties/usage/properties/totalTokens/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data3.cost !== undefined){
let data5 = data3.cost;
const _errs13 = errors;
if(errors === _errs13){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.total !== undefined){
let data6 = data5.total;
if(!((typeof data6 == "number") && (isFinite(data6)))){
validate21.errors = [{instancePath:instancePath+"/usage/cost/total",schemaPath:"#/properties/usage/properties/cost/properties/total/type",keyword:"type",params:{type: "number"}}];
return false;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/usage/cost",schemaPath:"#/properties/usage/properties/cost/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs13 === errors;
}
else {
var valid1 = true;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/usage",schemaPath:"#/properties/usage/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
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

export const isLine: Validator<Line> = validateLine
export const isMessage: Validator<Message> = validateMessage
