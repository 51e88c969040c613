// @ts-nocheck
// Written by scripts/generate from configuration.schema.ts. Changes go there.
import type { Validator } from "./validation.ts"
import type { Configuration } from "./configuration.schema.ts"

const validateConfiguration = validate20;
const schema31 = {"type":"object","properties":{"models":{"type":"object","additionalProperties":{"type":"string"},"default":{}},"notify":{"type":"array","items":{"type":"string"}},"tools":{"type":"object","properties":{"exec":{"type":"object","properties":{"backgroundMs":{"type":"number","minimum":0},"timeoutSec":{"type":"number","minimum":0},"maxOutputChars":{"type":"number","exclusiveMinimum":0},"maxLogBytes":{"type":"number","exclusiveMinimum":0},"cleanupMs":{"type":"number","minimum":0},"allowBackground":{"type":"boolean"},"notifyOnExit":{"type":"boolean"},"notifyOnExitEmptySuccess":{"type":"boolean"},"notifyCommand":{"anyOf":[{"type":"array","items":{"type":"string"},"minItems":1},{"type":"string","minLength":1}]},"sandbox":{"type":"array","items":{"type":"string"}}},"additionalProperties":false,"default":{}},"elevated":{"type":"object","required":["enabled"],"properties":{"enabled":{"type":"boolean"}},"additionalProperties":false,"default":{"enabled":false}}},"additionalProperties":false,"default":{"exec":{},"elevated":{"enabled":false}}}},"additionalProperties":false};
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
if(data.models === undefined){
data.models = {};
}
if(data.tools === undefined){
data.tools = {"exec":{},"elevated":{"enabled":false}};
}
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "models") || (key0 === "notify")) || (key0 === "tools"))){
validate20.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0},schema:false,parentSchema:schema31,data}];
return false;
break;
}
}
if(_errs1 === errors){
let data0 = data.models;
const _errs2 = errors;
if(errors === _errs2){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
let data1 = data0[key1];
const _errs5 = errors;
if(typeof data1 !== "string"){
validate20.errors = [{instancePath:instancePath+"/models/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/models/additionalProperties/type",keyword:"type",params:{type: "string"},schema:schema31.properties.models.additionalProperties.type,parentSchema:schema31.properties.models.additionalProperties,data:data1}];
return false;
}
var valid1 = _errs5 === errors;
if(!valid1){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/models",schemaPath:"#/properties/models/type",keyword:"type",params:{type: "object"},schema:schema31.properties.models.type,parentSchema:schema31.properties.models,data:data0}];
return false;
}
}
var valid0 = _errs2 === errors;
if(valid0){
if(data.notify !== undefined){
let data2 = data.notify;
const _errs7 = errors;
if(errors === _errs7){
if(Array.isArray(data2)){
var valid2 = true;
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
const _errs9 = errors;
if(typeof data3 !== "string"){
validate20.errors = [{instancePath:instancePath+"/notify/" + i0,schemaPath:"#/properties/notify/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.notify.items.type,parentSchema:schema31.properties.notify.items,data:data3}];
return false;
}
var valid2 = _errs9 === errors;
if(!valid2){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/notify",schemaPath:"#/properties/notify/type",keyword:"type",params:{type: "array"},schema:schema31.properties.notify.type,parentSchema:schema31.properties.notify,data:data2}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
let data4 = data.tools;
const _errs11 = errors;
if(errors === _errs11){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.exec === undefined){
data4.exec = {};
}
if(data4.elevated === undefined){
data4.elevated = {"enabled":false};
}
const _errs13 = errors;
for(const key2 in data4){
if(!((key2 === "exec") || (key2 === "elevated"))){
validate20.errors = [{instancePath:instancePath+"/tools",schemaPath:"#/properties/tools/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2},schema:false,parentSchema:schema31.properties.tools,data:data4}];
return false;
break;
}
}
if(_errs13 === errors){
let data5 = data4.exec;
const _errs14 = errors;
if(errors === _errs14){
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
const _errs16 = errors;
for(const key3 in data5){
if(!(func1.call(schema31.properties.tools.properties.exec.properties, key3))){
validate20.errors = [{instancePath:instancePath+"/tools/exec",schemaPath:"#/properties/tools/properties/exec/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3},schema:false,parentSchema:schema31.properties.tools.properties.exec,data:data5}];
return false;
break;
}
}
if(_errs16 === errors){
if(data5.backgroundMs !== undefined){
let data6 = data5.backgroundMs;
const _errs17 = errors;
if(errors === _errs17){
if((typeof data6 == "number") && (isFinite(data6))){
if(data6 < 0 || isNaN(data6)){
validate20.errors = [{instancePath:instancePath+"/tools/exec/backgroundMs",schemaPath:"#/properties/tools/properties/exec/properties/backgroundMs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.tools.properties.exec.properties.backgroundMs,data:data6}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/tools/exec/backgroundMs",schemaPath:"#/properties/tools/properties/exec/properties/backgroundMs/type",keyword:"type",params:{type: "number"},schema:schema31.properties.tools.properties.exec.properties.backgroundMs.type,parentSchema:schema31.properties.tools.properties.exec.properties.backgroundMs,data:data6}];
return false;
}
}
var valid4 = _errs17 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.timeoutSec !== undefined){
let data7 = data5.timeoutSec;
const _errs19 = errors;
if(errors === _errs19){
if((typeof data7 == "number") && (isFinite(data7))){
if(data7 < 0 || isNaN(data7)){
validate20.errors = [{instancePath:instancePath+"/tools/exec/timeoutSec",schemaPath:"#/properties/tools/properties/exec/properties/timeoutSec/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.tools.properties.exec.properties.timeoutSec,data:data7}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/tools/exec/timeoutSec",schemaPath:"#/properties/tools/properties/exec/properties/timeoutSec/type",keyword:"type",params:{type: "number"},schema:schema31.properties.tools.properties.exec.properties.timeoutSec.type,parentSchema:schema31.properties.tools.properties.exec.properties.timeoutSec,data:data7}];
return false;
}
}
var valid4 = _errs19 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.maxOutputChars !== undefined){
let data8 = data5.maxOutputChars;
const _errs21 = errors;
if(errors === _errs21){
if((typeof data8 == "number") && (isFinite(data8))){
if(data8 <= 0 || isNaN(data8)){
validate20.errors = [{instancePath:instancePath+"/tools/exec/maxOutputChars",schemaPath:"#/properties/tools/properties/exec/properties/maxOutputChars/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison: ">", limit: 0},schema:0,parentSchema:schema31.properties.tools.properties.exec.properties.maxOutputChars,data:data8}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/tools/exec/maxOutputChars",schemaPath:"#/properties/tools/properties/exec/properties/maxOutputChars/type",keyword:"type",params:{type: "number"},schema:schema31.properties.tools.properties.exec.properties.maxOutputChars.type,parentSchema:schema31.properties.tools.properties.exec.properties.maxOutputChars,data:data8}];
return false;
}
}
var valid4 = _errs21 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.maxLogBytes !== undefined){
let data9 = data5.maxLogBytes;
const _errs23 = errors;
if(errors === _errs23){
if((typeof data9 == "number") && (isFinite(data9))){
if(data9 <= 0 || isNaN(data9)){
validate20.errors = [{instancePath:instancePath+"/tools/exec/maxLogBytes",schemaPath:"#/properties/tools/properties/exec/properties/maxLogBytes/exclusiveMinimum",keyword:"exclusiveMinimum",params:{comparison: ">", limit: 0},schema:0,parentSchema:schema31.properties.tools.properties.exec.properties.maxLogBytes,data:data9}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/tools/exec/maxLogBytes",schemaPath:"#/properties/tools/properties/exec/properties/maxLogBytes/type",keyword:"type",params:{type: "number"},schema:schema31.properties.tools.properties.exec.properties.maxLogBytes.type,parentSchema:schema31.properties.tools.properties.exec.properties.maxLogBytes,data:data9}];
return false;
}
}
var valid4 = _errs23 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.cleanupMs !== undefined){
let data10 = data5.cleanupMs;
const _errs25 = errors;
if(errors === _errs25){
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 < 0 || isNaN(data10)){
validate20.errors = [{instancePath:instancePath+"/tools/exec/cleanupMs",schemaPath:"#/properties/tools/properties/exec/properties/cleanupMs/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},schema:0,parentSchema:schema31.properties.tools.properties.exec.properties.cleanupMs,data:data10}];
return false;
}
}
else {
validate20.errors = [{instancePath:instancePath+"/tools/exec/cleanupMs",schemaPath:"#/properties/tools/properties/exec/properties/cleanupMs/type",keyword:"type",params:{type: "number"},schema:schema31.properties.tools.properties.exec.properties.cleanupMs.type,parentSchema:schema31.properties.tools.properties.exec.properties.cleanupMs,data:data10}];
return false;
}
}
var valid4 = _errs25 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.allowBackground !== undefined){
let data11 = data5.allowBackground;
const _errs27 = errors;
if(typeof data11 !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/tools/exec/allowBackground",schemaPath:"#/properties/tools/properties/exec/properties/allowBackground/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.tools.properties.exec.properties.allowBackground.type,parentSchema:schema31.properties.tools.properties.exec.properties.allowBackground,data:data11}];
return false;
}
var valid4 = _errs27 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.notifyOnExit !== undefined){
let data12 = data5.notifyOnExit;
const _errs29 = errors;
if(typeof data12 !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/tools/exec/notifyOnExit",schemaPath:"#/properties/tools/properties/exec/properties/notifyOnExit/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.tools.properties.exec.properties.notifyOnExit.type,parentSchema:schema31.properties.tools.properties.exec.properties.notifyOnExit,data:data12}];
return false;
}
var valid4 = _errs29 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.notifyOnExitEmptySuccess !== undefined){
let data13 = data5.notifyOnExitEmptySuccess;
const _errs31 = errors;
if(typeof data13 !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/tools/exec/notifyOnExitEmptySuccess",schemaPath:"#/properties/tools/properties/exec/properties/notifyOnExitEmptySuccess/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.tools.properties.exec.properties.notifyOnExitEmptySuccess.type,parentSchema:schema31.properties.tools.properties.exec.properties.notifyOnExitEmptySuccess,data:data13}];
return false;
}
var valid4 = _errs31 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.notifyCommand !== undefined){
let data14 = data5.notifyCommand;
const _errs33 = errors;
const _errs34 = errors;
let valid5 = false;
const _errs35 = errors;
if(errors === _errs35){
if(Array.isArray(data14)){
if(data14.length < 1){
const err0 = {instancePath:instancePath+"/tools/exec/notifyCommand",schemaPath:"#/properties/tools/properties/exec/properties/notifyCommand/anyOf/0/minItems",keyword:"minItems",params:{limit: 1},schema:1,parentSchema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf[0],data:data14};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
var valid6 = true;
const len1 = data14.length;
for(let i1=0; i1<len1; i1++){
let data15 = data14[i1];
const _errs37 = errors;
if(typeof data15 !== "string"){
const err1 = {instancePath:instancePath+"/tools/exec/notifyCommand/" + i1,schemaPath:"#/properties/tools/properties/exec/properties/notifyCommand/anyOf/0/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf[0].items.type,parentSchema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf[0].items,data:data15};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var valid6 = _errs37 === errors;
if(!valid6){
break;
}
}
}
}
else {
const err2 = {instancePath:instancePath+"/tools/exec/notifyCommand",schemaPath:"#/properties/tools/properties/exec/properties/notifyCommand/anyOf/0/type",keyword:"type",params:{type: "array"},schema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf[0].type,parentSchema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf[0],data:data14};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid0 = _errs35 === errors;
valid5 = valid5 || _valid0;
const _errs39 = errors;
if(errors === _errs39){
if(typeof data14 === "string"){
if(data14.length < 1){
const err3 = {instancePath:instancePath+"/tools/exec/notifyCommand",schemaPath:"#/properties/tools/properties/exec/properties/notifyCommand/anyOf/1/minLength",keyword:"minLength",params:{limit: 1},schema:1,parentSchema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf[1],data:data14};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/tools/exec/notifyCommand",schemaPath:"#/properties/tools/properties/exec/properties/notifyCommand/anyOf/1/type",keyword:"type",params:{type: "string"},schema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf[1].type,parentSchema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf[1],data:data14};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
var _valid0 = _errs39 === errors;
valid5 = valid5 || _valid0;
if(!valid5){
const err5 = {instancePath:instancePath+"/tools/exec/notifyCommand",schemaPath:"#/properties/tools/properties/exec/properties/notifyCommand/anyOf",keyword:"anyOf",params:{},schema:schema31.properties.tools.properties.exec.properties.notifyCommand.anyOf,parentSchema:schema31.properties.tools.properties.exec.properties.notifyCommand,data:data14};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs34;
if(vErrors !== null){
if(_errs34){
vErrors.length = _errs34;
}
else {
vErrors = null;
}
}
}
var valid4 = _errs33 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data5.sandbox !== undefined){
let data16 = data5.sandbox;
const _errs41 = errors;
if(errors === _errs41){
if(Array.isArray(data16)){
var valid7 = true;
const len2 = data16.length;
for(let i2=0; i2<len2; i2++){
let data17 = data16[i2];
const _errs43 = errors;
if(typeof data17 !== "string"){
validate20.errors = [{instancePath:instancePath+"/tools/exec/sandbox/" + i2,schemaPath:"#/properties/tools/properties/exec/properties/sandbox/items/type",keyword:"type",params:{type: "string"},schema:schema31.properties.tools.properties.exec.properties.sandbox.items.type,parentSchema:schema31.properties.tools.properties.exec.properties.sandbox.items,data:data17}];
return false;
}
var valid7 = _errs43 === errors;
if(!valid7){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/tools/exec/sandbox",schemaPath:"#/properties/tools/properties/exec/properties/sandbox/type",keyword:"type",params:{type: "array"},schema:schema31.properties.tools.properties.exec.properties.sandbox.type,parentSchema:schema31.properties.tools.properties.exec.properties.sandbox,data:data16}];
return false;
}
}
var valid4 = _errs41 === errors;
}
else {
var valid4 = true;
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
validate20.errors = [{instancePath:instancePath+"/tools/exec",schemaPath:"#/properties/tools/properties/exec/type",keyword:"type",params:{type: "object"},schema:schema31.properties.tools.properties.exec.type,parentSchema:schema31.properties.tools.properties.exec,data:data5}];
return false;
}
}
var valid3 = _errs14 === errors;
if(valid3){
let data18 = data4.elevated;
const _errs45 = errors;
if(errors === _errs45){
if(data18 && typeof data18 == "object" && !Array.isArray(data18)){
let missing0;
if((data18.enabled === undefined) && (missing0 = "enabled")){
validate20.errors = [{instancePath:instancePath+"/tools/elevated",schemaPath:"#/properties/tools/properties/elevated/required",keyword:"required",params:{missingProperty: missing0},schema:schema31.properties.tools.properties.elevated.required,parentSchema:schema31.properties.tools.properties.elevated,data:data18}];
return false;
}
else {
const _errs47 = errors;
for(const key4 in data18){
if(!(key4 === "enabled")){
validate20.errors = [{instancePath:instancePath+"/tools/elevated",schemaPath:"#/properties/tools/properties/elevated/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4},schema:false,parentSchema:schema31.properties.tools.properties.elevated,data:data18}];
return false;
break;
}
}
if(_errs47 === errors){
if(data18.enabled !== undefined){
let data19 = data18.enabled;
if(typeof data19 !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/tools/elevated/enabled",schemaPath:"#/properties/tools/properties/elevated/properties/enabled/type",keyword:"type",params:{type: "boolean"},schema:schema31.properties.tools.properties.elevated.properties.enabled.type,parentSchema:schema31.properties.tools.properties.elevated.properties.enabled,data:data19}];
return false;
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/tools/elevated",schemaPath:"#/properties/tools/properties/elevated/type",keyword:"type",params:{type: "object"},schema:schema31.properties.tools.properties.elevated.type,parentSchema:schema31.properties.tools.properties.elevated,data:data18}];
return false;
}
}
var valid3 = _errs45 === errors;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/tools",schemaPath:"#/properties/tools/type",keyword:"type",params:{type: "object"},schema:schema31.properties.tools.type,parentSchema:schema31.properties.tools,data:data4}];
return false;
}
}
var valid0 = _errs11 === errors;
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

export const isConfiguration: Validator<Configuration> = validateConfiguration
